/** Mutual information of two labellings beyond that of unrelated ones. */
import { log } from '../../math/log.ts';
import { type Contingency, contingencyOf } from './contingency.ts';
import { entropyOf, informationOf } from './normalized-mutual-information.ts';

/**
 * Mutual information less what labellings with the same sizes have by chance, over the mean of both entropies less the same
 * (Vinh, Epps, Bailey 2010): 1 for equal labellings, about 0 for unrelated ones, however many labels there are; scikit-learn's
 * `adjusted_mutual_info_score`. 1 when both have one label, or each row has one of its own in both.
 *
 * @throws SHAPE_MISMATCH when the lengths differ.
 * @example
 * adjustedMutualInformation([0, 0, 1, 1], [5, 5, 3, 3]); // 1
 */
export function adjustedMutualInformation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return adjustedInformation(contingencyOf(first, second));
}

/** The same of how two labellings meet. */
export function adjustedInformation(contingency: Contingency): number {
  const { rows, first, second, cells } = contingency;
  // As many pairs as labels on both sides: equal but for their names.
  if (cells.length === first.length && cells.length === second.length) return 1;
  const chance = expectedInformation(contingency);
  const most = (entropyOf(first, rows) + entropyOf(second, rows)) / 2;
  const [over, room] = [informationOf(contingency) - chance, most - chance];
  return over / (room < 0 ? Math.min(room, -Number.EPSILON) : Math.max(room, Number.EPSILON));
}

/** Mean information of labellings with these sizes whose rows meet at random. */
function expectedInformation({ rows, first, second }: Contingency): number {
  let expected = 0;
  for (const a of first) for (const b of second) expected += expectedOfPair(a, b, rows);
  return expected;
}

/** Terms that are less than this share of the most likely one add nothing to a float64 sum. */
const negligible = 1e-20;

/**
 * What two labels of a and b rows add: the mean over the number n of rows that both share, which is hypergeometric. Weights are
 * taken from the most likely number to both sides, so that no factorial is needed.
 */
function expectedOfPair(a: number, b: number, rows: number): number {
  const least = Math.max(0, a + b - rows);
  const most = Math.min(a, b);
  const mode = Math.min(most, Math.max(least, Math.floor(((a + 1) * (b + 1)) / (rows + 2))));
  let [total, weights] = [0, 0];
  const add = (n: number, weight: number) => {
    weights += weight;
    if (n > 0) total += weight * (n / rows) * log((rows * n) / (a * b));
  };
  for (let n = mode, weight = 1; n <= most && weight > negligible; n++) {
    add(n, weight);
    weight *= ((a - n) * (b - n)) / ((n + 1) * (rows - a - b + n + 1));
  }
  for (let n = mode, weight = 1; n > least; n--) {
    weight *= (n * (rows - a - b + n)) / ((a - n + 1) * (b - n + 1));
    if (!(weight > negligible)) break;
    add(n - 1, weight);
  }
  return total / weights;
}
