/** Answers of the server that are errors, as errors of the client. */
import { ClientError, type ClientErrorCode } from './client-error.ts';

/** Statuses of a server that may take the same request later. */
const passing: readonly number[] = [408, 429, 502, 503, 504];
/** Statuses by which a server refuses work that it has no room for. */
const overloaded: readonly number[] = [429, 502, 503, 504];

/** True for an answer after which the same request may succeed. */
export function mayPass(status: number): boolean {
  return passing.includes(status);
}

/** True for an answer that says that there was no room. */
export function isRefusedForLoad(status: number): boolean {
  return overloaded.includes(status);
}

/** The error in an answer: `{error: {code, message, details}}`, or what a proxy between said. */
export async function errorOfAnswer(answer: Response, attempts: number): Promise<ClientError> {
  const { status } = answer;
  const retryAfterMs = retryAfter(answer);
  const body: unknown = await answer.json().catch(() => undefined);
  const error = fieldsOf(fieldsOf(body)?.['error']);
  const requestId = answer.headers.get('x-request-id') ?? undefined;
  const { code, message, details } = error ?? {};
  if (typeof code !== 'string' || typeof message !== 'string') {
    const words = `the answer has status ${status} and is not one of modelwright`;
    return new ClientError({
      code: 'CLIENT_ANSWER_INVALID',
      message: words,
      status,
      attempts,
      retryAfterMs,
      requestId,
    });
  }
  const known = { code: code as ClientErrorCode, message, details: fieldsOf(details) };
  return new ClientError({ ...known, status, attempts, retryAfterMs, requestId });
}

/** Milliseconds that the server asks to wait: seconds, or an instant of its own clock. */
function retryAfter({ headers }: Response): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = new Date(text).getTime() - new Date(headers.get('date') ?? Number.NaN).getTime();
  return Number.isNaN(at) ? undefined : Math.max(0, at);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
