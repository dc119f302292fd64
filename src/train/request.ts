/** What one training run is asked to do, with every default resolved. Plain JSON: it is recorded in the run. */
import type { Json } from '../core/canonical-json.ts';
import type { SourcePlan } from '../data/source.ts';
import type { Task } from '../table/task.ts';

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
  readonly idColumns: readonly string[];
  readonly exclude: readonly string[];
  /** Source columns of derived columns that stay features. */
  readonly keep: readonly string[];
  /** Finding codes that may not stop the run. */
  readonly allow: readonly string[];
  /** Rows drawn at random before anything else; all when absent. */
  readonly sample?: number;
  /** Sources that stand before `plan`: what earlier trainings learned from, oldest first. */
  readonly earlier?: readonly EarlierData[];
  /** The version that this run challenges, `name@version`: the holdout is then always a part of the rows of `plan`. */
  readonly challenges?: string;
  /** Wall-clock budget of the whole run in milliseconds. It bounds the search, never a single fit. */
  readonly budgetMs: number;
  /** Bounds the search by count; with it the choice does not depend on the clock. */
  readonly maxCandidates?: number;
  readonly seed: number;
  /** Total threads. */
  readonly threads: number;
  /** `all` registers a second version fitted on every row, marked as not directly evaluated. */
  readonly refit?: 'all';
}

/** One source of an earlier training, as it was read then. */
export interface EarlierData {
  readonly plan: SourcePlan;
  readonly sample?: number;
  readonly seed: number;
}

/** The settings of a request as people compare them; how its source is read in detail stands in the decision. */
export function settingsOf({ plan, earlier, ...settings }: TrainRequest): Json {
  const source = { source: plan.source, rows: plan.rows };
  const derive = plan.derive.map(({ name, expression }) => `${name} = ${expression}`);
  const before = earlier?.map((data) => data.plan.source);
  return JSON.parse(JSON.stringify({ ...source, derive, earlier: before, ...settings })) as Json;
}
