/** The median of weighted values. */

/**
 * The middle of the values by weight: the mean of the lower and the upper weighted median, which for equal weights is the
 * usual median. Missing values (NaN) are left out.
 *
 * @returns NaN when no value is present.
 */
export function weightedMedian(values: Float64Array, weights?: Float64Array): number {
  const rows = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  if (rows.length === 0) return Number.NaN;
  rows.sort((a, b) => values[a] - values[b] || a - b);
  const weightOf = (row: number) => (weights ? weights[row] : 1);
  let total = 0;
  for (const row of rows) total += weightOf(row);
  let below = 0;
  for (const [i, row] of rows.entries()) {
    below += weightOf(row);
    if (below * 2 > total) return values[row];
    if (below * 2 === total && i + 1 < rows.length) return values[row] / 2 + values[rows[i + 1]] / 2;
  }
  return values[rows[rows.length - 1]];
}
