/** A name for every request, to find it again in the log: the client's own, or one of the server's. */
import { newId } from '../../core/ids.ts';

export const requestIdHeader = 'x-request-id';

/** What is taken from a client: it must fit a line of a log and a header. */
const acceptable = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/;

/** Gives the id of a request that came with `sent`. Ids of the server are a random prefix of this process and a count. */
export type RequestIds = (sent: unknown) => string;

export function openRequestIds(): RequestIds {
  const prefix = newId('req');
  let count = 0;
  return (sent) => (typeof sent === 'string' && acceptable.test(sent) ? sent : `${prefix}-${(++count).toString(36)}`);
}
