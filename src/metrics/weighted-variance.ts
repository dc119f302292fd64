/** Mean squares and variances of weighted values. */
import { sum } from '../math/reduce.ts';
import { weightedMean } from './row-mean.ts';

/** Mean of the squares; NaN without weight. */
export function weightedMeanSquare(values: Float64Array, weights: Float64Array | undefined): number {
  return meanSquareAround(0, values, weights);
}

/** Population variance, in two passes. Exactly 0 when every value that has weight is the same; NaN without weight. */
export function weightedVariance(values: Float64Array, weights: Float64Array | undefined): number {
  if (isConstant(values, weights)) return 0;
  return meanSquareAround(weightedMean(values, weights), values, weights);
}

/** Mean squared distance to a centre, by a compensated sum (Neumaier) of terms that are never negative. */
function meanSquareAround(centre: number, values: Float64Array, weights: Float64Array | undefined): number {
  let [total, lost] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (weights && weights[i] === 0) continue;
    const distance = values[i] - centre;
    const term = distance * distance * (weights ? weights[i] : 1);
    const next = total + term;
    const kept = next - total;
    lost += total - (next - kept) + (term - kept);
    total = next;
  }
  const squares = Number.isFinite(total) ? total + lost : total;
  return squares / (weights ? sum(weights) : values.length);
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
