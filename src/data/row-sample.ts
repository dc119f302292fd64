/** Rows that stand for all where looking at all would take too long. */

/** Up to `most` row numbers, evenly spread and ascending, so that the answer does not depend on chance. */
export function spreadRows(nRows: number, most: number): Int32Array {
  const count = Math.min(nRows, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * nRows) / count));
}

/** The values of those rows. */
export function picked(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}
