/** Columns that hold instants, whether or not they were read as such. */
import type { Column } from '../table/column.ts';

/**
 * Milliseconds since 1970 of a datetime column, or of whole numbers that count seconds or milliseconds since 1970
 * (years 2001 to 2096); NaN = missing. Undefined for other columns.
 */
export function instantsOf(column: Column): Float64Array | undefined {
  if (column.kind === 'datetime') return column.values;
  if (column.kind !== 'number' || !column.integer) return undefined;
  const within = (low: number, high: number) =>
    column.values.every((value) => Number.isNaN(value) || (value >= low && value <= high));
  if (within(1e9, 4e9)) return column.values.map((value) => value * 1000);
  return within(1e12, 4e12) ? column.values : undefined;
}
