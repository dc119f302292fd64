/** One run of an objective and what came of it. */
import type { Objective, RunningTrial } from './running-trial.ts';

/** How a run ended. A problem is a sentence. */
export type Ended = { readonly value: number } | 'pruned' | { readonly problem: string };

const longestProblem = 1000;

/** Never throws: what the objective throws is its problem. */
export async function runObjective(objective: Objective, trial: RunningTrial): Promise<Ended> {
  try {
    const outcome: unknown = await objective(trial);
    if (outcome === 'pruned') return outcome;
    if (typeof outcome !== 'number')
      return { problem: `the objective must return a number, it returned ${shown(outcome)}` };
    return Number.isNaN(outcome) ? { problem: 'the objective returned NaN' } : { value: outcome };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** What was thrown, in at most 1,000 characters. */
export function problemOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, longestProblem);
}

function shown(outcome: unknown): string {
  return outcome === null ? 'null' : Array.isArray(outcome) ? 'a list' : typeof outcome;
}
