/** Predictions of training rows by models that did not learn from them. */
import { takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { foldInput } from '../ensemble/fold-input.ts';
import { heldOutPredictions } from '../ensemble/held-out.ts';
import { foldsFor } from '../ensemble/member.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator } from '../estimator.ts';
import { fitEstimator, predictWith } from '../fit.ts';

export interface OutOfFold {
  /** One per fold; none when the rows cannot be parted. */
  readonly models: readonly FittedEstimator[];
  /** Numbers of the rows that some fold held out, ascending. */
  readonly rows: Int32Array;
  /** Fold of each of these rows. */
  readonly foldOf: Int32Array;
  /** Of these rows; absent without folds. */
  readonly predictions?: Predictions;
}

/** Fits on each fold, without a look at the rows that it holds out, as the fit on all rows has none to look at either. */
export function outOfFold(spec: EstimatorSpec, input: FitInput, k: number, ctx: FitContext): OutOfFold {
  const folds = foldsFor(input, k, ctx);
  const models = folds.map((fold, i) => {
    const part = { ...foldInput(input, fold), valid: undefined };
    return fitEstimator(spec, part, { rng: ctx.rng.split(`fold-${i}`), threads: ctx.threads });
  });
  const placed = folds.flatMap(({ valid }, fold) => Array.from(valid, (row) => [row, fold] as const));
  placed.sort(([a], [b]) => a - b);
  const rows = Int32Array.from(placed, ([row]) => row);
  const foldOf = Int32Array.from(placed, ([, fold]) => fold);
  if (folds.length === 0) return { models, rows, foldOf };
  const said = folds.map(({ valid }, fold) => predictWith(models[fold], takeRows(input.X, valid)));
  return { models, rows, foldOf, predictions: heldOutPredictions(rows, folds, said) };
}

/** The estimator fitted on all rows, after its folds. */
export function fitOnAll(spec: EstimatorSpec, input: FitInput, ctx: FitContext): FittedEstimator {
  const all = { ...input, folds: undefined };
  return fitEstimator(spec, all, { rng: ctx.rng.split('all'), threads: ctx.threads });
}

/** The chosen rows of an array. */
export function rowsOf(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
