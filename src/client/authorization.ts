/** Who the client says it is: a key or token, asked for when it must be. */
import { ClientError } from './client-error.ts';

/** A key or a token, or what gives one when it is asked: before every request, so that it can give another as time passes. */
export type Token = string | (() => string | Promise<string>);

/**
 * What the function gives.
 *
 * @param attempts Requests that were sent before.
 * @throws ClientError when it gives none; the reason of the signal when that aborts first.
 */
export async function askedToken(
  token: Exclude<Token, string>,
  signal: AbortSignal,
  attempts: number,
): Promise<string> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([token(), aborted]);
  } catch (cause) {
    signal.throwIfAborted();
    throw new ClientError({ code: 'CLIENT_TOKEN_ABSENT', message: 'not sent: `token` gave none', attempts, cause });
  }
}
