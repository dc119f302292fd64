/** Hands in the rows of a job: as lines of JSON that are gathered first, or a file as it is. */
import type { ModelTypes } from './model-types.ts';
import { readJson } from './read-answer.ts';
import type { Patience, Sender } from './sender.ts';
import type { Job } from './wire.ts';

/** Default of `attemptMs` and `timeoutMs`: an hour, because files may be large. */
export interface SubmitOptions extends Patience {
  /** Coverage in (0, 1): answers then have an interval or a set. */
  readonly intervals?: number;
  /** What a file holds; default: what the file says of itself, else lines of JSON. */
  readonly contentType?: 'application/x-ndjson' | 'text/csv';
  /** Name of the webhook of the server that is told when the job has ended. */
  readonly webhook?: string;
  readonly signal?: AbortSignal;
}

const lines = 'application/x-ndjson';
const hourMs = 3_600_000;
/** Characters of rows that become one part of the body. */
const partLength = 1_000_000;

/** @throws ClientError; the reason of the signal */
export async function submitRows<Model extends ModelTypes>(
  sender: Sender,
  ref: string,
  rows: Iterable<Model['row']> | AsyncIterable<Model['row']> | Blob,
  { intervals, webhook, contentType, ...options }: SubmitOptions = {},
): Promise<Job> {
  const body = rows instanceof Blob ? rows : await gathered(rows, options.signal);
  const query = new URLSearchParams({
    ...(intervals !== undefined && { intervals: String(intervals) }),
    ...(webhook !== undefined && { webhook }),
  }).toString();
  return await sender.send(
    {
      attemptMs: hourMs,
      timeoutMs: hourMs,
      ...options,
      method: 'POST',
      path: `/v1/models/${encodeURIComponent(ref)}/jobs${query && `?${query}`}`,
      contentType: contentType ?? (body.type || lines),
      body,
      // Sent twice it would be two jobs.
      isOnce: true,
    },
    readJson<Job>,
  );
}

/** Browsers send no body that is still being made, so the rows are gathered, as text in large parts. */
async function gathered(rows: Iterable<object> | AsyncIterable<object>, signal?: AbortSignal): Promise<Blob> {
  const parts: Blob[] = [];
  let text = '';
  for await (const row of rows) {
    signal?.throwIfAborted();
    text += `${JSON.stringify(row)}\n`;
    if (text.length < partLength) continue;
    parts.push(new Blob([text]));
    text = '';
  }
  return new Blob([...parts, text], { type: lines });
}
