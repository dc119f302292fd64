/** Does a fold task in the current thread. */
import { stopwatch } from '../core/clock.ts';
import { pack } from '../core/pack.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import { fitEstimator, predictWith } from '../estimators/fit.ts';
import { roundsOf } from '../estimators/rounds.ts';
import { createRng } from '../math/philox.ts';
import { metricByName } from '../metrics/index.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { FoldResult, FoldTask } from './fold-task.ts';
import { pick } from './pick.ts';
import { fitWeights, scoreWeights } from './row-weights.ts';
import { type Patience, timeRows } from './time-rows.ts';

/** Fits on `task.train`, predicts `task.valid`, scores. Pure but for the times: the same task gives the same bits in any thread. */
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
      sampleWeight: task.sampleWeight ?? fitWeights(data, task.train),
      valid: task.watchValid ? valid : undefined,
    },
    { rng: createRng(task.seed).split(task.stream) },
  );
  const fitMs = elapsed();
  const predictions = predictWith(fitted, valid.X);
  const score = metricByName(task.metric).compute({
    yTrue: valid.y,
    predictions,
    nClasses: data.nClasses,
    sampleWeight: scoreWeights(data, task.valid),
  });
  const model = task.wantModel
    ? { fitted, bytes: pack(fitted).length, latencyUs: singleRowUs(fitted, valid.X) }
    : undefined;
  return { score, rounds: roundsOf(fitted), fitMs, predictions, model };
}

/** Median time of a prediction of one row, in microseconds. */
export function singleRowUs(fitted: FittedEstimator, X: Table, patience?: Patience): number {
  const timed = timeRows(X, patience);
  let step = timed.next();
  while (!step.done) {
    predictWith(fitted, step.value);
    step = timed.next();
  }
  return step.value;
}
