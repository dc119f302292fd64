/**
 * Area under the ROC curve with its variance, and the comparison of two of them on the same rows
 * (DeLong, DeLong, Clarke-Pearson 1988). A row's placement is the share of the other class that it ranks above; sorting each class
 * once and looking rows up gives all placements in O(n log n).
 */
import { normalCdf, normalQuantile } from '../distributions.ts';
import { sortedCopy } from '../quantile.ts';
import { mean, variance } from '../reduce.ts';
import { countBelow, countUpTo } from '../sorted-places.ts';

/** Placements of the positive rows among the negative ones, and the other way round; both in the order of the rows. */
interface Placements {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/**
 * @param scores higher means more likely positive; @param yTrue 1 for positive rows, else 0.
 * @returns auc: ties count half; variance: of the auc. NaN when it cannot be told: auc without rows of both classes or with a NaN
 *   among the scores, variance with fewer than two rows of a class.
 */
export function delong(scores: Float64Array, yTrue: Float64Array): { auc: number; variance: number } {
  const { positive, negative } = placementsOf(scores, yTrue);
  return {
    auc: mean(positive),
    variance: variance(positive) / positive.length + variance(negative) / negative.length,
  };
}

/**
 * Compares two scores of the same rows. Needs `distributionsReady()`.
 *
 * @param scoresA, scoresB, yTrue as of `delong`; @param level confidence, in (0, 1).
 * @returns difference: AUC of A less AUC of B; ci: its normal interval; pValue: two-sided, of no difference. Rankings that place every
 *   row alike give difference 0, ci [0, 0] and pValue 1. NaN as in `delong`.
 */
export function delongPaired(
  scoresA: Float64Array,
  scoresB: Float64Array,
  yTrue: Float64Array,
  level = 0.95,
): { difference: number; ci: [number, number]; pValue: number } {
  const a = placementsOf(scoresA, yTrue);
  const b = placementsOf(scoresB, yTrue);
  const positive = a.positive.map((placement, i) => placement - b.positive[i]);
  const negative = a.negative.map((placement, i) => placement - b.negative[i]);
  const difference = mean(positive);
  const error = Math.sqrt(variance(positive) / positive.length + variance(negative) / negative.length);
  const half = normalQuantile(0.5 + level / 2) * error;
  const pValue = difference === 0 && error === 0 ? 1 : 2 * normalCdf(-Math.abs(difference) / error);
  return { difference, ci: [difference - half, difference + half], pValue };
}

function placementsOf(scores: Float64Array, yTrue: Float64Array): Placements {
  if (scores.length !== yTrue.length) {
    throw new RangeError(`lengths must be equal, got ${scores.length} and ${yTrue.length}`);
  }
  const positive = scores.filter((_, i) => yTrue[i] === 1);
  const negative = scores.filter((_, i) => yTrue[i] !== 1);
  const sortedPositive = sortedCopy(positive);
  const sortedNegative = sortedCopy(negative);
  if (sortedPositive.length + sortedNegative.length < scores.length) {
    return { positive: positive.fill(Number.NaN), negative: negative.fill(Number.NaN) };
  }
  return {
    positive: positive.map((score) => shareBelow(sortedNegative, score)),
    negative: negative.map((score) => 1 - shareBelow(sortedPositive, score)),
  };
}

/** Share of the sorted values below `value`, those equal to it counting half; NaN without values. */
function shareBelow(sorted: Float64Array, value: number): number {
  return (countBelow(sorted, value) + countUpTo(sorted, value)) / (2 * sorted.length);
}
