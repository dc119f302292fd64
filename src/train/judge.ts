/**
 * The sealed figure: model and baseline on rows that no choice has seen. With enough rows that is the holdout;
 * below, repeated outer cross-validation that does the whole search again inside each outer fold.
 */
import type { OnProgress } from '../core/progress.ts';
import { foldRows } from '../data/split.ts';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { baselineSpec } from './baseline.ts';
import type { Fold } from './cross-validate.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import type { Prepared } from './prepare.ts';
import { withRounds } from './rounds.ts';
import { pick } from './run-fold.ts';
import { search } from './search.ts';

/** Truth and predictions of the judged rows; one entry per repeat, each over all judged rows in the same order. */
export interface Judged {
  /** Row numbers of the prepared table. */
  readonly rows: Int32Array;
  readonly yTrue: Float64Array;
  readonly model: readonly Predictions[];
  readonly baseline: readonly Predictions[];
}

interface OuterJob {
  readonly prepared: Prepared;
  readonly data: TrainingData;
  readonly metric: Metric;
  readonly seed: number;
  /** As many candidates as the final choice was made from. */
  readonly candidates: number;
  readonly repeats: number;
  readonly outerFolds: number;
  readonly innerFolds: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** Judges by repeated outer cross-validation: every row is predicted once per repeat, by a search that never saw it. */
export async function judgeByOuterFolds(pool: FoldPool, job: OuterJob): Promise<Judged> {
  const { prepared, data, seed } = job;
  const rows = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const model: Predictions[] = [];
  const baseline: Predictions[] = [];
  /** How often each row was predicted; a row of a rare class, or before the first fold in time, never is. */
  const predicted = new Int32Array(rows.length);
  const total = job.repeats * job.outerFolds;
  for (let repeat = 0; repeat < job.repeats; repeat++) {
    const rng = createRng(seed).split(`outer-${repeat}`);
    const outer = foldsOf(prepared, rows, job.outerFolds, rng);
    const modelParts: Predictions[] = [];
    const baselineParts: Predictions[] = [];
    for (const [i, fold] of outer.entries()) {
      const spec = await chooseWithin(pool, job, fold, rng.split(`inner-${i}`));
      const task = { data, ...fold, seed, metric: job.metric.name, watchValid: false, wantPredictions: true };
      const stream = `outer/${repeat}/${i}`;
      const [fitted, simple] = await Promise.all([
        pool.run({ ...task, spec, stream }, job.signal),
        pool.run({ ...task, spec: baselineSpec(data.task), stream: `${stream}/baseline` }, job.signal),
      ]);
      modelParts.push(fitted.predictions!);
      baselineParts.push(simple.predictions!);
      job.onProgress({ stage: 'judge', done: repeat * job.outerFolds + i + 1, total });
    }
    const order = outer.map((fold) => fold.valid);
    for (const valid of order) for (const row of valid) predicted[row]++;
    model.push(joined(modelParts, order, rows.length));
    baseline.push(joined(baselineParts, order, rows.length));
  }
  const judged = rows.filter((row) => predicted[row] === job.repeats);
  const kept = (all: Predictions): Predictions => ({
    values: pick(all.values, judged),
    probabilities: all.probabilities?.map((column) => pick(column, judged)),
  });
  return { rows: judged, yTrue: pick(data.y, judged), model: model.map(kept), baseline: baseline.map(kept) };
}

/** Folds of some rows as the prepared data asks: by time, by group, else stratified. */
export function foldsOf(prepared: Prepared, rows: Int32Array, k: number, rng: Rng): Fold[] {
  const { target, groups, times, bundles } = prepared;
  return foldRows({ rows, target, k, groups, times, bundles, rng });
}

async function chooseWithin(pool: FoldPool, job: OuterJob, fold: Fold, rng: Rng): Promise<EstimatorSpec> {
  const { prepared, data } = job;
  const folds = foldsOf(prepared, fold.train, job.innerFolds, rng);
  const { best } = await search(pool, {
    data,
    roles: prepared.features,
    folds,
    metric: job.metric,
    seed: job.seed,
    deadlineMs: Number.POSITIVE_INFINITY,
    maxCandidates: job.candidates,
    onProgress: () => {},
    signal: job.signal,
    stage: 'judge',
  });
  return best.rounds === undefined ? best.spec : withRounds(best.spec, best.rounds);
}

/** Puts the parts' rows back into the order of the table. */
function joined(parts: readonly Predictions[], order: readonly Int32Array[], nRows: number): Predictions {
  const values = new Float64Array(nRows);
  const probabilities = parts[0].probabilities?.map(() => new Float64Array(nRows));
  for (const [p, part] of parts.entries()) {
    for (const [i, row] of order[p].entries()) {
      values[row] = part.values[i];
      probabilities?.forEach((column, k) => {
        column[row] = part.probabilities![k][i];
      });
    }
  }
  return { values, probabilities };
}
