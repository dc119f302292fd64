/** Errors as answers: one JSON shape, the status of the error table, never a stack trace. */
import type { Socket } from 'node:net';
import type { Caller } from '../access/caller.ts';
import { withoutHiddenModels } from '../access/check-access.ts';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import { maxHeaderBytes } from './request-limits.ts';

/** What an answer needs to know about a request that failed. */
export interface FailedRequest {
  readonly url: string;
  readonly caller: Caller;
  readonly contentType: string | undefined;
  readonly bodyBytes: number;
}

/** Seconds after which somebody who was sent away may come back. */
export const retryAfter = '1';

/** The shape of every error: `{error: {code, message, details}}`. */
export function errorBody(error: ModelwrightError): string {
  return JSON.stringify({ error });
}

/**
 * Anything thrown, as an error from the table. What is not ours and no fault of the client becomes INTERNAL without its message,
 * which could tell about files and code.
 */
export function replyError(error: unknown, request: FailedRequest): ModelwrightError {
  if (isModelwrightError(error)) return withoutHiddenModels(error, request.caller);
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ModelwrightError('BODY_TOO_LARGE', { limit: request.bodyBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ModelwrightError('MEDIA_TYPE_UNSUPPORTED', { value: (request.contentType ?? 'none').slice(0, 100) });
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ModelwrightError('ROUTE_NOT_FOUND', { route: request.url.slice(0, 200) });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ModelwrightError('REQUEST_INVALID', { problem: 'the body is not as long as its Content-Length' });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new ModelwrightError('JSON_INVALID', { problem: 'it is empty' });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ModelwrightError('REQUEST_INVALID', { problem: 'it is malformed' });
  }
  return internalError();
}

/** An accident, of which a client hears nothing more. */
export function internalError(): ModelwrightError {
  return new ModelwrightError('INTERNAL', { problem: 'something unexpected; the log of the server tells more' });
}

/** Answers a connection whose bytes are no HTTP request, or came too slowly, and closes it. */
export function replyToBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const answer = brokenRequest(error.code);
  const body = errorBody(answer);
  socket.end(
    `HTTP/1.1 ${answer.http} ${answer.code}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function brokenRequest(code: string | undefined): ModelwrightError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ModelwrightError('REQUEST_TIMEOUT', {});
  if (code === 'HPE_HEADER_OVERFLOW') return new ModelwrightError('HEADERS_TOO_LARGE', { limit: maxHeaderBytes });
  return new ModelwrightError('REQUEST_INVALID', { problem: 'it is not HTTP' });
}
