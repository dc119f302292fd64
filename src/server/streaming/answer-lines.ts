/** The lines of a streamed body, answered by lines: no more is read than is answered, and no more is answered than is taken. */
import { ModelwrightError } from '../../core/errors.ts';
import { nextTurn } from '../../core/loop-turns.ts';
import type { CallTerms } from '../../serve/call-terms.ts';
import { predictEach, type RowAnswer } from '../../serve/predict-each.ts';
import type { Asked } from '../../serve/predictor.ts';
import type { Resolved } from '../../serve/resolver.ts';
import { parseJsonBody } from '../json-body.ts';
import type { ServerContext } from '../server-context.ts';
import { type Line, linesOf } from './lines.ts';

/** Rows that are predicted together: the work of one turn. */
const mostTogether = 250;
/** Bytes that wait for the prediction log at most before its disk is waited for; its buffer holds those of all streams. */
const mostPending = 512 * 1024;
/** What an event has besides the row. */
const eventBytes = 400;

/** Lines of answers. */
export interface AnsweredLines {
  readonly text: Buffer;
  /** Number of the last line that is answered. */
  readonly line: number;
}

interface StreamOptions {
  readonly coverage?: number;
  /** What a rollout divides the traffic by. */
  readonly asked?: Asked;
  /** Until when somebody waits for the last line, and whether anybody still does. */
  readonly terms?: Pick<CallTerms, 'deadline' | 'signal'>;
  /** Lines up to this number are passed over. */
  readonly after?: number;
  /** False once the caller may go on no more: their key was revoked. The answer then ends without its end. */
  readonly isAllowed?: () => boolean;
}

/**
 * A text of answer lines for the lines that came together, as soon as they came. All rows are answered by one version, as long as
 * the rollout that chose it goes on. The prediction log sets the pace where its disk is slower than the model, so nothing is left
 * out of it.
 *
 * @throws what is no fault of a row; the answer then ends without its end.
 */
export async function* answerLines(
  body: AsyncIterable<Buffer>,
  chosen: Resolved,
  { store, predictor, limits, report }: Pick<ServerContext, 'store' | 'predictor' | 'limits' | 'report'>,
  { coverage, asked, terms: { deadline, signal } = {}, after = 0, isAllowed = () => true }: StreamOptions = {},
): AsyncGenerator<AnsweredLines> {
  let row = 0;
  let pending = 0;
  try {
    for await (const all of linesOf(body, { mostBytes: limits.lineBytes, mostTogether })) {
      const lines = all.filter(({ number }) => number > after);
      if (lines.length === 0) continue;
      if (!isAllowed()) throw new ModelwrightError('CREDENTIALS_INVALID', {});
      const read = lines.map((line) => rowOf(line, limits.lineBytes));
      const rows = read.flatMap((one) => (one instanceof ModelwrightError ? [] : [one.row]));
      const answers = await predictEach(predictor, chosen, rows, { coverage, asked, deadline, signal }, row);
      for (const { bytes } of lines) pending += eventBytes + (bytes?.length ?? 0);
      if (pending >= mostPending) {
        await store.predictions.flush();
        pending = 0;
      }
      row += rows.length;
      yield { text: Buffer.from(textOf(lines, read, answers)), line: lines[lines.length - 1].number };
      await nextTurn();
    }
  } catch (error) {
    if (!(error instanceof ModelwrightError) && !isGoneAway(error)) report(error);
    throw error;
  }
}

/** The client closed its connection before its body ended. */
function isGoneAway(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

type ReadRow = { readonly row: unknown } | ModelwrightError;

function rowOf({ number, bytes }: Line, mostBytes: number): ReadRow {
  if (!bytes)
    return new ModelwrightError('LINE_INVALID', { line: number, problem: `is longer than ${mostBytes} bytes` });
  try {
    return { row: parseJsonBody(bytes) };
  } catch (error) {
    if (!(error instanceof ModelwrightError)) throw error;
    if (error.code !== 'JSON_INVALID') return error;
    const problem = `is not valid JSON: ${String(error.details['problem'])}`;
    return new ModelwrightError('LINE_INVALID', { line: number, problem });
  }
}

function textOf(lines: readonly Line[], read: readonly ReadRow[], answers: readonly (RowAnswer | ModelwrightError)[]) {
  let text = '';
  let next = 0;
  for (const [i, { number }] of lines.entries()) {
    const one = read[i];
    const answer = one instanceof ModelwrightError ? one : answers[next++];
    text += `${JSON.stringify({ line: number, ...(answer instanceof ModelwrightError ? { error: answer } : answer) })}\n`;
  }
  return text;
}
