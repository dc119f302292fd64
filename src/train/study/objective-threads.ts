/** placeholder */
import type { Ended } from './run-objective.ts';
import type { TrialCalls } from './running-trial.ts';
import type { Trial } from './trial.ts';
export interface ObjectiveThreads {
  readonly threads: number;
  run(trial: Trial, seed: number, signal: AbortSignal, calls: TrialCalls): Promise<Ended | undefined>;
}
