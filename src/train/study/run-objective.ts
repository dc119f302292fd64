/** One run of an objective and what came of it. */
import type { Objective, RunningTrial } from './running-trial.ts';

/** How a run ended. A problem is a sentence. */
export type Ended =
  | { readonly value: number }
  | { readonly values: readonly number[] }
  | 'pruned'
  | { readonly problem: string };

const longestProblem = 1000;

/** An objective that takes parameters in the place of a trial computes with undefined ones, so it says how it is called. */
const returnedNaN = {
  problem: 'the objective returned NaN; it is called with a trial, whose parameters are in trial.params',
};

/** Never throws: what the objective throws is its problem. */
export async function runObjective(objective: Objective, trial: RunningTrial): Promise<Ended> {
  try {
    const outcome: unknown = await objective(trial);
    if (outcome === 'pruned') return outcome;
    if (Array.isArray(outcome)) return endedWithList(outcome);
    if (typeof outcome !== 'number')
      return { problem: `the objective must return a number, it returned ${shown(outcome)}` };
    return Number.isNaN(outcome) ? returnedNaN : { value: outcome };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** What was thrown, in at most 1,000 characters. */
export function problemOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, longestProblem);
}

function endedWithList(outcome: readonly unknown[]): Ended {
  const values = outcome.filter((value) => typeof value === 'number');
  if (values.length < outcome.length)
    return { problem: 'the objective must return numbers, it returned a list of others' };
  return values.some(Number.isNaN) ? returnedNaN : { values };
}

function shown(outcome: unknown): string {
  return outcome === null ? 'null' : typeof outcome;
}
