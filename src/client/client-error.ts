/** The one error of the client: what the server said, or why there is no answer. */
import type { ErrorCode } from '../core/error-table.ts';

/** Why a call has no answer of the server. */
export type ConnectionCode =
  /** Nothing came back in time. */
  | 'CLIENT_TIMEOUT'
  /** The server cannot be reached, or the connection broke. */
  | 'CLIENT_UNREACHABLE'
  /** Not sent, because the server refuses most of what this client sends. */
  | 'CLIENT_THROTTLED'
  /** Not sent, because the function that gives the token failed. */
  | 'CLIENT_TOKEN_ABSENT'
  /** Something answered that is not this server, or not whole. */
  | 'CLIENT_ANSWER_INVALID';

/** The server's own codes, and those of the way to it. */
export type ClientErrorCode = ErrorCode | ConnectionCode;

/** What an error knows. */
export interface ClientErrorFacts {
  readonly code: ClientErrorCode;
  readonly message: string;
  /** Of the server's answer; absent when there was none. */
  readonly status?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Requests that were sent. */
  readonly attempts?: number;
  /** When the server wants to be asked again, milliseconds from its answer. */
  readonly retryAfterMs?: number;
  /** By which the log of the server knows the request. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** A call that failed. `code` is what programs look at: it stays the same between versions. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly status: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;

  constructor({ code, message, status, details = {}, attempts = 0, retryAfterMs, requestId, cause }: ClientErrorFacts) {
    super(message, { cause });
    this.name = 'ClientError';
    this.code = code;
    this.status = status;
    this.details = details;
    this.attempts = attempts;
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
  }
}
