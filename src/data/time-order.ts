/** The order of the rows in time: by the column that the caller names, else by a column of instants that looks like one. */
import type { Column } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import { instantsOf } from './instants.ts';
import { sortedRows } from './sorted-rows.ts';

/** A column of times, in milliseconds or any number that orders rows; NaN = missing. */
export interface RowTimes {
  readonly name: string;
  readonly values: Float64Array;
}

/** Names of whole numbers that count seconds. */
const timeName = /time|date|stamp|epoch|unix|(^|_)(ts|ds|at)$/i;
/** Instants that say nothing about when a row came to be. */
const otherName = /birth|(^|_)(dob|born)(_|$)/i;
/** Distinct instants among the rows that are looked at. */
const leastDistinct = 20;
const looked = 1000;

/** The times of the named column; undefined when it holds no numbers. */
export function namedTimes(table: Table, name: string): RowTimes | undefined {
  const column = findColumn(table, name);
  const values = column && (instantsOf(column) ?? (column.kind === 'number' ? column.values : undefined));
  return values && { name, values };
}

/** Columns of instants that are present in nearly every row and vary, apart from dates of birth. */
export function timeLike(columns: readonly Column[]): RowTimes[] {
  return columns.flatMap((column) => {
    if (column.kind !== 'datetime' && !timeName.test(column.name)) return [];
    const values = otherName.test(column.name) ? undefined : instantsOf(column);
    if (!values) return [];
    const seen = new Set<number>();
    let missing = 0;
    for (let i = 0; i < looked && i < values.length; i++) {
      const value = values[Math.floor((i * values.length) / Math.min(looked, values.length))];
      if (Number.isNaN(value)) missing++;
      else seen.add(value);
    }
    const isTime = seen.size >= leastDistinct && missing <= 0.1 * Math.min(looked, values.length);
    return isTime ? [{ name: column.name, values }] : [];
  });
}

/** Columns of instants that are tried where none is named. */
const mostColumns = 3;

/** The times that may order the rows: the named column alone, else the first few columns of instants. */
export function timesOf(
  table: Table,
  columns: readonly { readonly column: Column }[],
  timeColumn: string | undefined,
): RowTimes[] {
  if (timeColumn === undefined) return timeLike(columns.map(({ column }) => column)).slice(0, mostColumns);
  const named = namedTimes(table, timeColumn);
  return named ? [named] : [];
}

/** Columns never change, and several rules ask for the same order. */
const known = new WeakMap<Float64Array, Int32Array>();

/** Rows that have a time, earliest first; rows of one instant stay in their order. */
export function rowsInTime(values: Float64Array): Int32Array {
  const rows = known.get(values) ?? ordered(values);
  known.set(values, rows);
  return rows;
}

function ordered(values: Float64Array): Int32Array {
  const isOrdered = values.every((value, row) => row === 0 || values[row - 1] <= value) && !Number.isNaN(values[0]);
  return isOrdered ? Int32Array.from(values.keys()) : sortedRows(values).rows;
}
