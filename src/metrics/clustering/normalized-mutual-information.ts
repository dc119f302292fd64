/** Normalised mutual information of two labellings. */
import { log } from '../../math/log.ts';
import { type Contingency, contingencyOf } from './contingency.ts';

/**
 * Mutual information over the mean of both entropies, 0 to 1 (Strehl, Ghosh 2002); scikit-learn's
 * `normalized_mutual_info_score`. It is not corrected for chance: many small clusters look good. 1 when both have one label.
 *
 * @throws SHAPE_MISMATCH when the lengths differ.
 */
export function normalizedMutualInformation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const contingency = contingencyOf(first, second);
  const { rows, ...totals } = contingency;
  if (totals.first.length <= 1 && totals.second.length <= 1) return 1;
  const information = informationOf(contingency);
  if (!(information > Number.EPSILON)) return 0;
  return Math.min(1, information / ((entropyOf(totals.first, rows) + entropyOf(totals.second, rows)) / 2));
}

/** Mutual information of two labellings in nats. */
export function informationOf({ rows, cells, first, second }: Contingency): number {
  let information = 0;
  for (const cell of cells) {
    const expected = (first[cell.a] * second[cell.b]) / rows;
    information += (cell.rows / rows) * log(cell.rows / expected);
  }
  return information;
}

/** Entropy in nats of a labelling with some rows of each label. */
export function entropyOf(counts: Float64Array, rows: number): number {
  let sum = 0;
  for (const count of counts) if (count > 0) sum -= (count / rows) * log(count / rows);
  return sum;
}
