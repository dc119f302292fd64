/**
 * Rows of any number, answered in order. They go in batches, a request each, because browsers cannot read an answer while they still
 * send: so it works everywhere, a broken request is repeated alone, and who takes answers slowly slows down the reading of rows.
 */
import { ClientError } from './client-error.ts';
import type { ModelTypes, StreamedAnswer } from './model-types.ts';
import { readLines } from './read-answer.ts';
import type { Patience, Priority, Sender } from './sender.ts';
import type { RowError } from './wire.ts';

export interface StreamOptions extends Patience {
  /** Coverage in (0, 1): answers then have an interval or a set. */
  readonly intervals?: number;
  /** Rows of one request; default 500. */
  readonly batchRows?: number;
  /** Requests at a time; default 2. */
  readonly ahead?: number;
  /** Who goes first when the server has too much to do; default `interactive`. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** A row that was refused; the others go on. */
export interface StreamedError {
  /** Place of the row in the stream, from 0. */
  readonly row: number;
  readonly error: RowError;
}

type Streamed<Model extends ModelTypes> = StreamedAnswer<Model> | StreamedError;
type Line<Model extends ModelTypes> = Omit<Streamed<Model>, 'row'> & { readonly line: number };

const usualBatchRows = 500;
const usualAhead = 2;

/**
 * Answers of rows, in order. The version that answers first answers all of them.
 *
 * @throws ClientError when a batch fails as a whole; the reason of the signal.
 */
export async function* streamRows<Model extends ModelTypes>(
  sender: Sender,
  ref: string,
  rows: Iterable<Model['row']> | AsyncIterable<Model['row']>,
  { intervals, batchRows = usualBatchRows, ahead = usualAhead, priority, signal, ...patience }: StreamOptions = {},
): AsyncGenerator<Streamed<Model>, void, undefined> {
  const ended = new AbortController();
  const either = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  const batches = batchesOf(rows, Math.max(1, batchRows));
  const sent: Promise<Streamed<Model>[]>[] = [];
  let version: number | undefined;
  let first = 0;
  let isMore = true;

  const send = (batch: readonly Model['row'][], from: number) => {
    const pinned = version === undefined ? ref : `${ref.split('@', 1)[0]}@${version}`;
    const query = intervals === undefined ? '' : `?intervals=${intervals}`;
    const request = {
      ...patience,
      method: 'POST',
      path: `/v1/models/${encodeURIComponent(pinned)}/predict-stream${query}`,
      contentType: 'application/x-ndjson',
      hasDeadline: true,
      priority,
      body: batch.map((row) => JSON.stringify(row)).join('\n'),
      signal: either,
    } as const;
    return sender.send(request, async (answer) => {
      const lines = await readLines<Line<Model>>(answer);
      if (lines.length !== batch.length) throw incomplete(batch.length, lines.length, answer.status);
      return lines.map(({ line, ...rest }): Streamed<Model> => ({ ...rest, row: from + line - 1 }) as Streamed<Model>);
    });
  };

  try {
    while (isMore || sent.length > 0) {
      // Until the version is known, nothing is sent that another one could answer.
      while (isMore && sent.length < (version === undefined ? 1 : Math.max(1, ahead))) {
        const next = await batches.next();
        if (next.done) {
          isMore = false;
          break;
        }
        const answers = send(next.value, first);
        // Whoever takes it hears of its failure; until then nobody listens.
        answers.catch(() => {});
        sent.push(answers);
        first += next.value.length;
      }
      const answers = await sent.shift();
      for (const answer of answers ?? []) {
        if (answer.error === undefined) version ??= answer.modelVersion;
        yield answer;
      }
    }
  } finally {
    ended.abort(new DOMException('the stream of rows was left', 'AbortError'));
    await batches.return(undefined);
  }
}

async function* batchesOf<Row>(rows: Iterable<Row> | AsyncIterable<Row>, size: number): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function incomplete(rows: number, found: number, status: number): ClientError {
  const message = `${rows} rows were sent, ${found} were answered`;
  return new ClientError({ code: 'CLIENT_ANSWER_INVALID', message, status, attempts: 1 });
}
