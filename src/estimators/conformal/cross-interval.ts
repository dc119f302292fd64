/** CV+ and jackknife+: intervals from the models of folds, with a guarantee that needs no rows set apart. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { sortedCopy } from '../../math/quantile.ts';
import type { PredictedIntervals } from '../../table/task.ts';
import { checkCoverage } from './conformal-state.ts';
import { checkLength } from './fit-conformal.ts';
import { conformalRank } from './score-sample.ts';

/** Absolute residuals of the rows that each fold held out, ascending. Plain data. */
export type CrossResiduals = { readonly residuals: readonly Float64Array[] };

export const crossResidualsState: z.ZodType<CrossResiduals> = z.strictObject({
  residuals: z
    .array(
      z
        .instanceof(Float64Array)
        .refine((values) => values.every((value, i) => value >= 0 && (i === 0 || value >= values[i - 1]))),
    )
    .min(1),
});

/**
 * @param predicted of each row, by the model of the fold that held it out. @param foldOf number of that fold; negative: none.
 * @throws SHAPE_MISMATCH, ROWS_TOO_FEW
 */
export function fitCrossConformal(
  yTrue: ArrayLike<number>,
  predicted: ArrayLike<number>,
  foldOf: ArrayLike<number>,
): CrossResiduals {
  checkLength('predicted', predicted, yTrue.length);
  checkLength('foldOf', foldOf, yTrue.length);
  const residuals: number[][] = [];
  for (let row = 0; row < yTrue.length; row++) {
    if (foldOf[row] < 0) continue;
    while (residuals.length <= foldOf[row]) residuals.push([]);
    residuals[foldOf[row]].push(Math.abs(yTrue[row] - predicted[row]));
  }
  if (residuals.length < 1) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'calibration', needed: 1, rows: 0 });
  return { residuals: residuals.map(sortedCopy) };
}

/**
 * Intervals whose chance to miss is at most 2 * (1 - coverage) by proof, and about 1 - coverage in practice (Barber, Candes,
 * Ramdas, Tibshirani 2021). A fold per row is jackknife+.
 *
 * @param predictions of each fold's model on the new rows, in the order of the folds.
 * @throws PARAM_INVALID, SHAPE_MISMATCH
 */
export function predictCrossInterval(
  { residuals }: CrossResiduals,
  predictions: readonly Float64Array[],
  coverage: number,
): PredictedIntervals {
  checkCoverage(coverage);
  const folds = `a prediction per fold (${residuals.length})`;
  if (predictions.length !== residuals.length) {
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'predictions', law: folds, value: predictions.length });
  }
  const count = residuals.reduce((sum, ofFold) => sum + ofFold.length, 0);
  const rank = conformalRank(count, coverage);
  const nRows = predictions[0].length;
  const low = new Float64Array(nRows).fill(Number.NEGATIVE_INFINITY);
  const high = new Float64Array(nRows).fill(Number.POSITIVE_INFINITY);
  if (rank > count) return { low, high, coverage };
  const centres = new Float64Array(residuals.length);
  for (let row = 0; row < nRows; row++) {
    for (const [fold, ofFold] of predictions.entries()) centres[fold] = ofFold[row];
    high[row] = smallest(residuals, centres, rank);
    // The lower end is the upper end of the mirrored problem.
    low[row] = -smallest(
      residuals,
      centres.map((value) => -value),
      rank,
    );
  }
  return { low, high, coverage };
}

/** The value of a rank, from 1 on, among centre + residual of all folds. */
function smallest(residuals: readonly Float64Array[], centres: Float64Array, rank: number): number {
  for (const [fold, ofFold] of residuals.entries()) {
    // The first of this fold's values that has at least `rank` values up to it.
    let [from, to] = [0, ofFold.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (countUpTo(residuals, centres, centres[fold] + ofFold[middle], false) >= rank) to = middle;
      else from = middle + 1;
    }
    if (from === ofFold.length) continue;
    const value = centres[fold] + ofFold[from];
    if (countUpTo(residuals, centres, value, true) < rank) return value;
  }
  return Number.POSITIVE_INFINITY;
}

/** How many values are at most (or, strictly, below) a bound. */
function countUpTo(
  residuals: readonly Float64Array[],
  centres: Float64Array,
  bound: number,
  strictly: boolean,
): number {
  let count = 0;
  for (const [fold, ofFold] of residuals.entries()) {
    let [from, to] = [0, ofFold.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const value = centres[fold] + ofFold[middle];
      if (strictly ? value < bound : value <= bound) from = middle + 1;
      else to = middle;
    }
    count += from;
  }
  return count;
}
