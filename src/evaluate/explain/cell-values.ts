/** Values that a column takes: picked from its rows, and put back into tables. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { quantileSorted, sortedCopy } from '../../math/quantile.ts';
import { type Column, cell, columnLength, isMissing } from '../../table/column.ts';

/** A present value: dates as ISO-8601 text. */
export type CellValue = number | string | boolean;

/** True for columns with an order: numbers and dates. Codes of categories have none. */
export function isOrdered(column: Column): column is Extract<Column, { readonly kind: 'number' | 'datetime' }> {
  return column.kind === 'datetime' || (column.kind === 'number' && column.cardinality === undefined);
}

/** The present values of an ordered column, ascending. */
export function sortedValues(column: Extract<Column, { readonly kind: 'number' | 'datetime' }>): Float64Array {
  return sortedCopy(column.values);
}

/**
 * Rows whose values stand for the column: of an ordered one about `most` quantiles (values that occur), else its `most` frequent
 * values, the most frequent first. Missing values are left out; no value comes twice.
 */
export function typicalRows(column: Column, most: number): Int32Array {
  return isOrdered(column) ? quantileRows(column.values, most) : frequentRows(column, most);
}

function quantileRows(values: Float64Array, most: number): Int32Array {
  const order = Array.from(values.keys())
    .filter((row) => !Number.isNaN(values[row]))
    .sort((a, b) => values[a] - values[b] || a - b);
  const distinct = order.filter((row, i) => i === 0 || values[row] !== values[order[i - 1]]);
  if (distinct.length <= most) return Int32Array.from(distinct);
  const picked = Array.from({ length: most }, (_, i) => order[Math.round((i * (order.length - 1)) / (most - 1))]);
  return Int32Array.from(picked.filter((row, i) => i === 0 || values[row] !== values[picked[i - 1]]));
}

function frequentRows(column: Column, most: number): Int32Array {
  const found = new Map<CellValue, { readonly row: number; count: number }>();
  for (let row = 0; row < columnLength(column); row++) {
    const value = cell(column, row);
    if (value === null) continue;
    const known = found.get(value);
    if (known) known.count++;
    else found.set(value, { row, count: 1 });
  }
  const ordered = [...found].sort(
    ([a, { count: first }], [b, { count: second }]) => second - first || compareCodeUnits(String(a), String(b)),
  );
  return Int32Array.from(ordered.slice(0, most), ([, { row }]) => row);
}

/** How far apart values of the column usually are: the distance of its quartiles, else of its extremes, else 1. */
export function spreadOf(column: Column): number {
  if (!isOrdered(column)) return 1;
  const sorted = sortedValues(column);
  const between = (low: number, high: number) => quantileSorted(sorted, high) - quantileSorted(sorted, low);
  return between(0.25, 0.75) || between(0, 1) || 1;
}

/** True when two cells of a column are equal; missing equals missing. */
export function isSameCell(column: Column, a: number, b: number): boolean {
  if (isMissing(column, a) || isMissing(column, b)) return isMissing(column, a) && isMissing(column, b);
  return cell(column, a) === cell(column, b);
}
