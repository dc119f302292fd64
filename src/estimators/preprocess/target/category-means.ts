/** Means of the target by category, drawn towards the mean of all rows the less a category says (empirical Bayes). */
import { sum, weightedSum } from '../../../math/reduce.ts';

/** How far means of small categories are drawn: as their spread says, or as that many rows at the overall mean would. */
export type Smoothing = 'auto' | number;

/** What a number of the target, one per row, is like. */
export interface TargetMoments {
  readonly mean: number;
  /** Of the population. */
  readonly variance: number;
}

/** Of all rows; at least one. */
export function targetMoments(y: Float64Array, weights: Float64Array | undefined): TargetMoments {
  const total = weights ? sum(weights) : y.length;
  const average = (values: Float64Array) => (weights ? weightedSum(values, weights) : sum(values)) / total;
  const mean = average(y);
  return { mean, variance: average(y.map((value) => (value - mean) * (value - mean))) };
}

/**
 * One mean per category: share times its own mean plus the rest of the overall mean, as scikit-learn's TargetEncoder. With 'auto'
 * the share is v n / (v n + s), for n rows with the variance s among themselves and v that of all rows (Micci-Barreca 2001);
 * with a number m it is n / (n + m). A category without rows has the overall mean.
 *
 * @param codes category of each row, 0 .. nCategories-1.
 * @param all moments of y, for callers that know them.
 */
export function categoryMeans(
  codes: Int32Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  nCategories: number,
  smoothing: Smoothing,
  all: TargetMoments = targetMoments(y, weights),
): Float64Array {
  const counts = new Float64Array(nCategories);
  const means = new Float64Array(nCategories);
  for (const [row, code] of codes.entries()) {
    const weight = weights?.[row] ?? 1;
    counts[code] += weight;
    means[code] += weight * y[row];
  }
  for (let code = 0; code < nCategories; code++) means[code] /= counts[code];
  const squares = new Float64Array(nCategories);
  for (const [row, code] of codes.entries()) {
    const difference = y[row] - means[code];
    squares[code] += (weights?.[row] ?? 1) * difference * difference;
  }
  return means.map((mean, code) => {
    if (counts[code] === 0) return all.mean;
    const known = smoothing === 'auto' ? all.variance * counts[code] : counts[code];
    const doubt = smoothing === 'auto' ? squares[code] / counts[code] : smoothing;
    // A target that does not vary: every mean is the same.
    const share = known + doubt > 0 ? known / (known + doubt) : 0;
    return share * mean + (1 - share) * all.mean;
  });
}
