/** The median of weighted values. */
import { descendingOrder } from './descending-order.ts';

/** Values with their rows from the largest to the smallest; no order when a value is NaN. */
export interface SortedRows {
  readonly values: Float64Array;
  readonly order: Int32Array | undefined;
}

/** Sorts once; the median under any weights follows in one pass. */
export function sortedRows(values: Float64Array): SortedRows {
  return { values, order: descendingOrder(values) };
}

/**
 * The value that has half of the weight on either side; the middle of two neighbours where the weights part exactly between
 * them, which for equal weights is the usual median. NaN without weight or when a value is NaN.
 */
export function weightedMedianOf({ values, order }: SortedRows, weights: Float64Array | undefined): number {
  if (!order) return Number.NaN;
  let total = 0;
  for (const row of order) total += weights ? weights[row] : 1;
  let above = 0;
  let upper = Number.NaN;
  for (const row of order) {
    const weight = weights ? weights[row] : 1;
    if (weight === 0) continue;
    if (!Number.isNaN(upper)) return upper / 2 + values[row] / 2;
    above += weight;
    if (2 * above > total) return values[row];
    if (2 * above === total) upper = values[row];
  }
  return upper;
}
