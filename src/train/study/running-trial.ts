/** A trial as its objective sees it, in the same thread or in a worker. */
import type { Json } from '../../core/canonical-json.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import type { Parameter, ParameterValue, ParameterValues } from './space.ts';

/** Reads its parameters, reports how it goes, and asks whether to go on. */
export interface RunningTrial {
  /** Position in the sequence of trials, from 0. */
  readonly number: number;
  /** Values of a declared space, or what has been suggested so far. */
  readonly params: ParameterValues;
  /** Random numbers of this trial: the same whenever and wherever it runs. */
  readonly rng: Rng;
  /** Aborted when the study is stopped; what a long objective may look at. */
  readonly signal: AbortSignal;
  /** A number from `low` to `high`; `log` searches the logarithm, `step` is the distance of allowed values. */
  suggestFloat(name: string, low: number, high: number, options?: ScaleOptions): number;
  /** A whole number from `low` to `high`, both included. */
  suggestInt(name: string, low: number, high: number, options?: ScaleOptions): number;
  /** One of the values. */
  suggestCategorical<Value extends ParameterValue>(name: string, values: readonly Value[]): Value;
  /** Notes a value before the end, at a step above those before. */
  report(step: number, value: number): void;
  /** Whether the trial looks hopeless by its reports; then the objective returns `'pruned'`. */
  shouldPrune(): boolean;
  /** Keeps a note with the trial: JSON. */
  setAttribute(name: string, value: Json): void;
  /** Sets the values of the study's constraints: <= 0 where the trial keeps within a limit. The last call counts. */
  setConstraints(values: readonly number[]): void;
}

export interface ScaleOptions {
  readonly log?: boolean;
  readonly step?: number;
}

/**
 * What an objective gives back: its value, or one for each direction of a study with several; or that it was given up after
 * `shouldPrune`. NaN means that it failed.
 */
export type Outcome = number | readonly number[] | 'pruned';

/** The function that a study optimizes. What it throws ends the trial as failed. */
export type Objective = (trial: RunningTrial) => Outcome | Promise<Outcome>;

/** How a running trial reaches its study. */
export interface TrialCalls {
  suggest(name: string, parameter: Parameter): ParameterValue;
  report(step: number, value: number): void;
  shouldPrune(): boolean;
  setAttribute(name: string, value: Json): void;
  setConstraints(values: readonly number[]): void;
}

/** @param seed that of the study. */
export function runningTrial(
  { number, params }: { readonly number: number; readonly params: ParameterValues },
  seed: number,
  signal: AbortSignal,
  calls: TrialCalls,
): RunningTrial {
  const chosen: Record<string, ParameterValue> = { ...params };
  const suggest = (name: string, parameter: Parameter) => {
    chosen[name] = calls.suggest(name, parameter);
    return chosen[name];
  };
  return {
    number,
    params: chosen,
    rng: createRng(seed).split('objective').split(`trial-${number}`),
    signal,
    suggestFloat: (name, low, high, options) =>
      suggest(name, { type: 'float', low, high, ...scaleOf(options) }) as number,
    suggestInt: (name, low, high, options) => suggest(name, { type: 'int', low, high, ...scaleOf(options) }) as number,
    suggestCategorical: <Value extends ParameterValue>(name: string, values: readonly Value[]) =>
      suggest(name, { type: 'choice', values: [...values] }) as Value,
    report: (step, value) => calls.report(step, value),
    shouldPrune: () => calls.shouldPrune(),
    setAttribute: (name, value) => calls.setAttribute(name, value),
    setConstraints: (values) => calls.setConstraints(values),
  };
}

function scaleOf({ log, step }: ScaleOptions = {}): ScaleOptions {
  return { ...(log ? { log } : {}), ...(step === undefined ? {} : { step }) };
}
