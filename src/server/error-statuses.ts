/** Which errors a route answers with, for the OpenAPI document. */
import { errorAnswer } from './schemas.ts';

const meanings = new Map<number, string>([
  [400, 'The body is not JSON, nests too deep or has a forbidden key.'],
  [401, 'No key or token, or none that is good.'],
  [403, 'The role or the models of the caller are not enough, or the host or the page of the request is not allowed.'],
  [404, 'No such model, version, alias or study; the message lists what exists.'],
  [408, 'The request did not arrive in time.'],
  [409, 'The job has not come to its end.'],
  [413, 'The body is too large.'],
  [415, 'The content type is not application/json, or the body is compressed.'],
  [422, 'A field, row or column is not what it must be; the message names it.'],
  [429, 'Asked too often; `Retry-After` says when again.'],
  [500, 'The artifact of the version is damaged, or something unexpected happened.'],
  [
    503,
    'The server is starting or stopping, or has more requests than it can answer; `Retry-After` says when to come back.',
  ],
  [504, 'The answer was not ready in time.'],
  [507, 'The store cannot be written.'],
]);
const ofBodies = [400, 408, 413, 415, 422, 503];

/** What a status says, in a sentence. */
export function meaningOf(status: number): string {
  return meanings.get(status) ?? 'Something is wrong, by its code.';
}

/** Error answers by status; `body` stands for those of every route that takes one. */
export function errorsOf(...statuses: readonly (number | 'body')[]): Record<number, object> {
  const all = statuses.flatMap((status) => (status === 'body' ? ofBodies : [status]));
  return Object.fromEntries(all.map((status) => [status, { description: meaningOf(status), ...errorAnswer }]));
}
