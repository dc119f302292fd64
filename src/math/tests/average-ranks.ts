/** Ranks where equal values share the mean of their places. */

/**
 * @param values without NaN.
 * @returns ranks: 1 for the smallest value; tied: the sum of size^3 - size over the groups of equal values, 0 without ties.
 */
export function averageRanks(values: ArrayLike<number>): { ranks: Float64Array; tied: number } {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i] - values[j] || i - j);
  const ranks = new Float64Array(n);
  let tied = 0;
  for (let first = 0; first < n; ) {
    let end = first + 1;
    while (end < n && values[order[end]] === values[order[first]]) end++;
    for (let place = first; place < end; place++) ranks[order[place]] = (first + 1 + end) / 2;
    const size = end - first;
    tied += size * size * size - size;
    first = end;
  }
  return { ranks, tied };
}
