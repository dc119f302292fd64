/** Mean squares and variances of weighted values. */
import { mean, sum } from '../math/reduce.ts';
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

/** Squared distance of each value to a centre. */
export function squaresAround(centre: number, values: Float64Array): Float64Array {
  return values.map((value) => (value - centre) * (value - centre));
}

/** The influence of each row on 1 - mean(a) / mean(b), where a and b are squares around what minimises or fixes them. */
export function ratioInfluence(a: Float64Array, b: Float64Array): Float64Array {
  const below = mean(b);
  const ratio = mean(a) / below;
  return a.map((square, row) => (ratio * b[row] - square) / below);
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
