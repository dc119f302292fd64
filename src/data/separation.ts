/** How well a yes or no per row parts small targets from large ones. */

/**
 * Probability that a flagged row has the larger target than an unflagged one, ties counting half (Mann and Whitney 1947):
 * 0 or 1 when the flag parts the targets without overlap, 0.5 when it says nothing. NaN when a side is empty.
 *
 * @param ranks Average ranks of the targets, from 1.
 */
export function separation(flagged: ArrayLike<number | boolean>, ranks: Float64Array): number {
  let count = 0;
  let sum = 0;
  for (let row = 0; row < ranks.length; row++) {
    if (!flagged[row]) continue;
    count++;
    sum += ranks[row];
  }
  return (sum - (count * (count + 1)) / 2) / (count * (ranks.length - count));
}
