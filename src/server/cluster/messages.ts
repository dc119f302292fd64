/** What a server's supervisor and its processes tell each other. All of it is plain JSON; sockets travel beside it. */

import type { ErrorCode } from '../../core/error-table.ts';
import { asModelwrightError, ModelwrightError } from '../../core/errors.ts';
import type { UsedRates } from '../access/used-rates.ts';
import type { ServerSettings } from '../start-options.ts';
import type { Question } from './question.ts';

/** Which protocol a connection is for. */
export type Door = 'http' | 'grpc';

/** What a process needs to open its server. */
export interface Beginning {
  readonly home: string;
  readonly settings: ServerSettings;
  readonly hasGrpc: boolean;
}

export type ToProcess =
  | ({ readonly kind: 'begin' } & Beginning)
  /** A socket comes with it. */
  | { readonly kind: 'connection'; readonly id: number; readonly door: Door }
  | { readonly kind: 'ping' }
  | { readonly kind: 'question'; readonly id: number; readonly question: Question }
  | { readonly kind: 'answers'; readonly id: number; readonly answers: readonly unknown[] }
  | { readonly kind: 'answers'; readonly id: number; readonly error: SentError }
  | ({ readonly kind: 'standing' } & Standing)
  | { readonly kind: 'used'; readonly rates: UsedRates }
  /** Say that you are not ready, and go on. */
  | { readonly kind: 'announce_end' }
  /** Finish what is in flight, and end. */
  | { readonly kind: 'stop' };

export type FromProcess =
  /** The models are loaded. */
  | { readonly kind: 'up' }
  /** The server cannot be opened. */
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'taken'; readonly id: number }
  | { readonly kind: 'pong'; readonly connections: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly error: SentError }
  | { readonly kind: 'used'; readonly rates: UsedRates };

/** How a process stands among the others. */
export interface Standing {
  readonly runsJobs: boolean;
  readonly problem?: SentError;
}

/** An error from the table on its way to another process. */
export interface SentError {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
}

export function sentError(thrown: unknown): SentError {
  const { code, details } = asModelwrightError(thrown);
  return { code, details };
}

export function receivedError({ code, details }: SentError): ModelwrightError {
  return new ModelwrightError(code, details as never);
}
