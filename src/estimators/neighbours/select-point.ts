/** Parting rows by one coordinate at their median, without sorting them (quickselect; Hoare 1961). */

/**
 * Reorders `rows[low .. high]` so that none before `place` comes after the one at `place`, and none after it before.
 * Order is by coordinate `column`, of equals by row number, so the result is that of a full sort but for the order in each part.
 *
 * @param points nFeatures numbers for each row, row by row.
 */
export function selectPoint(
  rows: Int32Array,
  { points, nFeatures, column }: { readonly points: Float64Array; readonly nFeatures: number; readonly column: number },
  range: { readonly low: number; readonly high: number; readonly place: number },
): void {
  const { place } = range;
  let { low, high } = range;
  const before = (a: number, b: number) => {
    const difference = points[a * nFeatures + column] - points[b * nFeatures + column];
    return difference < 0 || (difference === 0 && a < b);
  };
  while (low < high) {
    const pivot = rows[(low + high) >>> 1];
    let left = low;
    let right = high;
    while (left <= right) {
      while (before(rows[left], pivot)) left++;
      while (before(pivot, rows[right])) right--;
      if (left > right) break;
      const row = rows[left];
      rows[left++] = rows[right];
      rows[right--] = row;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
}
