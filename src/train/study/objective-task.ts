/** What travels between a study and the worker threads that run its objective. */
import type { MessagePort } from 'node:worker_threads';
import type { Json } from '../../core/canonical-json.ts';
import type { Ended } from './run-objective.ts';
import type { TrialCalls } from './running-trial.ts';
import type { Parameter, ParameterValue, ParameterValues } from './space.ts';

/** Loads a module and tells what it exports besides the objective. */
export interface DescribeTask {
  readonly kind: 'describe';
  /** Absolute path. */
  readonly module: string;
}

/** Runs one trial. */
export interface TrialTask {
  readonly kind: 'trial';
  readonly module: string;
  readonly number: number;
  readonly params: ParameterValues;
  readonly seed: number;
  readonly channel: CallChannel;
}

/**
 * A running trial posts a call and sleeps on `answered[0]` until the answer lies in the port, so that suggestions and
 * decisions come from the study itself and the objective reads as in one thread.
 */
export interface CallChannel {
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

/** One call of a running trial: its name and arguments. */
export type TrialCall =
  | readonly ['suggest', string, Parameter]
  | readonly ['report', number, number]
  | readonly ['shouldPrune']
  | readonly ['setAttribute', string, Json]
  | readonly ['setConstraints', readonly number[]];

/** A class does not survive the crossing, so a refused call comes back as its sentence. */
export type CallAnswer = { readonly value: ParameterValue | undefined } | { readonly problem: string };

/** The exports of a module as they are, to be checked by the study. */
export type Described =
  | { readonly exports: Readonly<Record<string, unknown>> }
  /** Why the module cannot be used. */
  | { readonly problem: string };

export type TrialReply = Ended;

/** Carries out one call. */
export function answerCall(calls: TrialCalls, call: TrialCall): ParameterValue | undefined {
  if (call[0] === 'suggest') return calls.suggest(call[1], call[2]);
  if (call[0] === 'shouldPrune') return calls.shouldPrune();
  if (call[0] === 'report') calls.report(call[1], call[2]);
  else if (call[0] === 'setConstraints') calls.setConstraints(call[1]);
  else calls.setAttribute(call[1], call[2]);
  return undefined;
}
