/** Tries a final estimator over the members of an ensemble, judged on folds that it did not learn from. */
import { heldOutPredictions } from '../estimators/ensemble/held-out.ts';
import { opinionsTable } from '../estimators/ensemble/opinions-table.ts';
import { stackingOf } from '../estimators/ensemble/stacking.ts';
import type { EstimatorSpec, FittedEstimator, Fold } from '../estimators/estimator.ts';
import { mean } from '../math/reduce.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { pick } from './pick.ts';
import { scoreWeights, weightsOfAll } from './row-weights.ts';
import type { Scored } from './search.ts';
import { shareArray, shareTable } from './shared-table.ts';

/** A stack and its cross-validated score; its final estimator saw each fold's members only through held-out predictions. */
export interface Stack {
  readonly spec: EstimatorSpec;
  readonly fitted: FittedEstimator;
  readonly score: number;
  /** Of each fold's held-out rows, by the final estimator of the other folds. */
  readonly heldOut: readonly Predictions[];
}

/** A stack of candidates that kept the models of the folds. */
export async function tryStack(
  pool: FoldPool,
  members: readonly Scored[],
  job: {
    readonly data: TrainingData;
    readonly folds: readonly Fold[];
    readonly metric: Metric;
    readonly seed: number;
    readonly signal?: AbortSignal;
  },
): Promise<Stack> {
  const { data, folds, metric, seed } = job;
  const { task, nClasses } = data;
  const rows = Int32Array.from(folds.flatMap(({ valid }) => Array.from(valid))).sort((a, b) => a - b);
  const opinions = opinionsTable(members.map(({ kept }) => heldOutPredictions(rows, folds, kept!.predictions)));
  const weights = scoreWeights(data, rows);
  const learned = {
    X: shareTable(opinions),
    y: shareArray(pick(data.y, rows)),
    task,
    nClasses,
    ...(weights && { weights: shareArray(weights) }),
  };
  const weightOf = weightsOfAll(data, folds);
  const weigh = (places: Int32Array) =>
    weightOf && { sampleWeight: Float64Array.from(places, (place) => weightOf[rows[place]]) };
  const final: EstimatorSpec = { name: task === 'regression' ? 'ridge' : 'logistic', params: {} };
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  const everyPlace = Int32Array.from(rows.keys());
  const fit = { data: learned, spec: final, seed, metric: metric.name, watchValid: false };
  const results = await Promise.all(
    folds.map(({ valid }, i) => {
      const held = valid.map((row) => places.get(row)!);
      const isHeld = new Set(held);
      const train = everyPlace.filter((place) => !isHeld.has(place));
      const part = { ...fit, ...weigh(train), train, valid: held };
      return pool.run({ ...part, stream: `stack/fold-${i}`, wantModel: false }, job.signal);
    }),
  );
  // As `stacking` names the stream, so that fitting the spec gives the same bytes.
  const last = { ...fit, ...weigh(everyPlace), train: everyPlace, valid: everyPlace.subarray(0, 1) };
  const { model } = await pool.run({ ...last, stream: 'final', wantModel: true }, job.signal);
  const params = { members: members.map(({ spec }) => spec), final, folds: folds.length };
  const models = members.map(({ kept }) => kept!.models.map(({ fitted }) => fitted));
  return {
    spec: { name: 'stacking', params },
    fitted: stackingOf(params, models, model!.fitted),
    score: mean(results.map(({ score }) => score)),
    heldOut: results.map(({ predictions }) => predictions),
  };
}
