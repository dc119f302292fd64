/** Adjusted Rand index: whether two labellings put the same pairs of rows together. */
import { type Contingency, contingencyOf } from './contingency.ts';

/**
 * Agreement on pairs beyond chance (Hubert, Arabie 1985): 1 for equal labellings, about 0 for unrelated ones.
 * scikit-learn's `adjusted_rand_score`. The names of labels do not matter. 1 with fewer than two rows.
 *
 * @throws SHAPE_MISMATCH when the lengths differ.
 * @example
 * adjustedRandIndex([0, 0, 1, 1], [5, 5, 3, 3]); // 1
 */
export function adjustedRandIndex(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return adjustedRandOf(contingencyOf(first, second));
}

/** The same of how two labellings meet. */
export function adjustedRandOf({ rows, cells, ...totals }: Contingency): number {
  const squares = (counts: Iterable<number>) => {
    let sum = 0;
    for (const count of counts) sum += count * count;
    return sum;
  };
  const together = squares(cells.map((cell) => cell.rows));
  const [ofFirst, ofSecond] = [squares(totals.first), squares(totals.second)];
  // Ordered pairs: in both together, in one only, in both apart.
  const both = together - rows;
  const onlyFirst = ofFirst - together;
  const onlySecond = ofSecond - together;
  const neither = rows * rows - together - onlyFirst - onlySecond;
  if (onlyFirst === 0 && onlySecond === 0) return 1;
  const expected = (both + onlyFirst) * (onlyFirst + neither) + (both + onlySecond) * (onlySecond + neither);
  return (2 * (both * neither - onlyFirst * onlySecond)) / expected;
}
