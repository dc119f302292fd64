/** Mean squares and variances of weighted values. */
import { weightedMean } from './row-mean.ts';

/** Mean of the squares; NaN without weight. */
export function weightedMeanSquare(values: Float64Array, weights: Float64Array | undefined): number {
  return weightedMean(
    values.map((value) => value * value),
    weights,
  );
}

/** Population variance, in two passes. Exactly 0 when every value that has weight is the same; NaN without weight. */
export function weightedVariance(values: Float64Array, weights: Float64Array | undefined): number {
  if (isConstant(values, weights)) return 0;
  const centre = weightedMean(values, weights);
  return weightedMeanSquare(
    values.map((value) => value - centre),
    weights,
  );
}

/** Rounding of the mean would give a constant a tiny variance. */
function isConstant(values: Float64Array, weights: Float64Array | undefined): boolean {
  let first = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    if (weights && weights[i] === 0) continue;
    if (Number.isNaN(first)) first = values[i];
    else if (values[i] !== first) return false;
  }
  return !Number.isNaN(first);
}
