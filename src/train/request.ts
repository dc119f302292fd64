/** What one training run is asked to do, with every default resolved. Plain JSON: it is recorded in the run. */

import type { Json } from '../core/canonical-json.ts';
import { plainJson } from '../core/plain-json.ts';
import type { SourcePlan } from '../data/source.ts';
import type { FairnessSettings } from '../evaluate/fairness/declared-fairness.ts';
import type { Task } from '../table/task.ts';
import type { CalibrationChoice } from './calibrate.ts';
import type { CostSettings } from './costs.ts';
import type { DecideChoice } from './decide-answers.ts';
import type { Mitigation } from './mitigation-methods.ts';
import type { PresetName } from './preset.ts';

export interface TrainRequest {
  /** The resolved source; recorded, so that reproducing never sniffs again. */
  readonly plan: SourcePlan;
  readonly target: string;
  /** Name of the model; default made of the source's file name by the caller. */
  readonly name: string;
  readonly task?: Task;
  /** Wire name of the metric that search and the verdict use; default by task. */
  readonly metric?: string;
  readonly positiveClass?: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  /** How much each row counts: a column of numbers >= 0, which is no feature. */
  readonly weightColumn?: string;
  readonly idColumns: readonly string[];
  readonly exclude: readonly string[];
  /** Source columns of derived columns that stay features. */
  readonly keep: readonly string[];
  /** By which columns the model is judged for fairness; absent for none. */
  readonly fairness?: FairnessSettings;
  /** How the groups of these columns are to be treated more alike; absent for not at all. */
  readonly mitigation?: Mitigation;
  /** Finding codes that may not stop the run. */
  readonly allow: readonly string[];
  /** Rows drawn at random before anything else; all when absent. */
  readonly sample?: number;
  /** What the challenged version learned from. Rows of `plan` that stand there already are left out. */
  readonly earlier?: RecordedData;
  /** `expanding` learns from the earlier rows as well and is the default; `recent` from those of `plan` alone. */
  readonly window?: 'expanding' | 'recent';
  /** The version that this run challenges, `name@version`: the holdout is then always a part of the rows of `plan`. */
  readonly challenges?: string;
  readonly preset: PresetName;
  /** Largest stored model; default by preset. */
  readonly maxBytes?: number;
  /** Longest time for one row alone, in microseconds; default by preset. */
  readonly maxLatencyUs?: number;
  /** Wall-clock budget of the whole run in milliseconds. It bounds the search and the optional parts of the assessment. */
  readonly budgetMs: number;
  /** Bounds the search by count; with it the choice does not depend on the clock. */
  readonly maxCandidates?: number;
  readonly seed: number;
  /** Total threads. */
  readonly threads: number;
  /** Whether probabilities are calibrated; default `auto`. */
  readonly calibrate?: CalibrationChoice;
  /** What mistakes cost. */
  readonly costs?: CostSettings;
  /** What answers are decided for; default `auto`: for the costs, else for the metric where it is one of decisions. */
  readonly decideBy?: DecideChoice;
  /** The positive class of two is answered above this probability. */
  readonly threshold?: number;
  /** `all` registers a second version fitted on every row, marked as not directly evaluated. */
  readonly refit?: 'all';
}

/** The part of a request that says what is read. */
export type ReadRequest = Pick<
  TrainRequest,
  'plan' | 'idColumns' | 'exclude' | 'sample' | 'seed' | 'earlier' | 'window'
> & {
  /** Absent where there is none to learn. */
  readonly target?: string;
};

/** The data of an earlier run, as it was recorded then. */
export interface RecordedData {
  /** Blob that holds the rows; absent when they were too large to keep. */
  readonly snapshotHash?: string;
  readonly dataHash: string;
  readonly request: ReadRequest;
}

/** The settings of a request as people compare them; how its source is read in detail stands in the decision. */
export function settingsOf({ plan, earlier, ...settings }: TrainRequest): Json {
  const source = { source: plan.source, rows: plan.rows };
  const derive = plan.derive.map(({ name, expression }) => `${name} = ${expression}`);
  const before = earlier?.request.plan.source;
  return plainJson({ ...source, derive, earlier: before, ...settings });
}
