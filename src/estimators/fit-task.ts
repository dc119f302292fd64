/** What travels between a caller of `fitInThread` and its worker. */
import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode } from '../core/error-table.ts';
import type { EstimatorSpec, FitInput, FittedEstimator } from './estimator.ts';

export interface FitTask {
  readonly spec: EstimatorSpec;
  /** Arrays on shared memory. */
  readonly input: FitInput;
  readonly seed: number;
  readonly stream?: string;
  readonly threads?: number;
  readonly progressOnly?: boolean;
  /** Present when the caller watches iterations. */
  readonly watch?: IterationChannel;
}

/**
 * The worker posts { iteration, score } and sleeps on `answer[0]` until the caller has answered.
 * Waiting, rather than reading a flag now and then, makes the stop fall on the same iteration in every run.
 */
export interface IterationChannel {
  readonly port: MessagePort;
  readonly answer: Int32Array;
}

/** Values of `answer[0]`. */
export const answers = { none: 0, continue: 1, stop: 2 } as const;

/** An error crosses as its code and details, because a class does not survive the crossing. */
export type FitReply =
  | { readonly fitted: FittedEstimator }
  | { readonly error: { readonly code: ErrorCode; readonly details: Readonly<Record<string, unknown>> } };
