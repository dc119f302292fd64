/** Rows that stand for all where looking at all would take too long. */

/** Fraction of the golden ratio: its multiples, without their whole part, fill 0 to 1 evenly, in step with no period. */
export const goldenFraction = 0.6180339887498949;

/**
 * Up to `most` row numbers, ascending, so that the answer does not depend on chance: one in each of `most` parts of equal length, at
 * a place that differs from part to part, for what alternates from row to row would else be met on one side alone.
 */
export function spreadRows(nRows: number, most: number): Int32Array {
  const count = Math.min(nRows, most);
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = Math.floor(((i + ((i * goldenFraction) % 1)) * nRows) / count);
  return rows;
}

/** The values of those rows. */
export function picked(values: Float64Array, rows: Int32Array): Float64Array {
  const chosen = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) chosen[i] = values[rows[i]];
  return chosen;
}
