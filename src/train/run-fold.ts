/** Does a fold task in the current thread. */
import { stopwatch } from '../core/clock.ts';
import { fitEstimator, predictWith } from '../estimators/fit.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { takeRows } from '../table/table.ts';
import type { FoldResult, FoldTask } from './fold-task.ts';
import { roundsOf } from './rounds.ts';

/** Fits on `task.train`, predicts `task.valid`, scores. Pure: the same task gives the same bits in any thread. */
export function runFold(task: FoldTask): FoldResult {
  const { data } = task;
  const valid = { X: takeRows(data.X, task.valid), y: pick(data.y, task.valid) };
  const elapsed = stopwatch();
  const fitted = fitEstimator(
    task.spec,
    {
      X: takeRows(data.X, task.train),
      y: pick(data.y, task.train),
      task: data.task,
      nClasses: data.nClasses,
      valid: task.watchValid ? valid : undefined,
    },
    { rng: createRng(task.seed).split(task.stream) },
  );
  const fitMs = elapsed();
  const predictions = predictWith(fitted, valid.X);
  const score = metricByName(task.metric).compute({ yTrue: valid.y, predictions, nClasses: data.nClasses });
  return { score, rounds: roundsOf(fitted), fitMs, predictions: task.wantPredictions ? predictions : undefined };
}

/** The chosen elements in that order. */
export function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}
