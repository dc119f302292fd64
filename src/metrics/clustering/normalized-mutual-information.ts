/** Normalised mutual information of two labellings. */
import { log } from '../../math/log.ts';
import { contingencyOf } from './contingency.ts';

/**
 * Mutual information over the mean of both entropies, 0 to 1 (Strehl, Ghosh 2002); scikit-learn's
 * `normalized_mutual_info_score`. It is not corrected for chance: many small clusters look good. 1 when both have one label.
 *
 * @throws SHAPE_MISMATCH when the lengths differ.
 */
export function normalizedMutualInformation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const { rows, cells, ...totals } = contingencyOf(first, second);
  if (totals.first.length <= 1 && totals.second.length <= 1) return 1;
  let information = 0;
  for (const cell of cells) {
    const expected = (totals.first[cell.a] * totals.second[cell.b]) / rows;
    information += (cell.rows / rows) * log(cell.rows / expected);
  }
  if (!(information > Number.EPSILON)) return 0;
  return Math.min(1, information / ((entropy(totals.first, rows) + entropy(totals.second, rows)) / 2));
}

function entropy(counts: Float64Array, rows: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / rows) * log(count / rows);
  return sum;
}
