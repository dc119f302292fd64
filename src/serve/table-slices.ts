/** A table in parts that share its memory, so that long work can stop between parts. */
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';

/** Parts of at most `size` rows, in order; nothing for a table without rows. */
export function* tableSlices(table: Table, size: number): Generator<Table> {
  for (let from = 0; from < table.nRows; from += size) yield sliceOf(table, from, Math.min(from + size, table.nRows));
}

/** The rows from one number up to another; the table itself when those are all. */
export function sliceOf(table: Table, from: number, to: number): Table {
  if (from === 0 && to === table.nRows) return table;
  const { columns } = table;
  return { nRows: to - from, columns: columns.map((column) => sliceColumn(column, from, to)) };
}

function sliceColumn(column: Column, from: number, to: number): Column {
  if (column.kind === 'string') return { ...column, codes: column.codes.subarray(from, to) };
  if (column.kind === 'boolean') return { ...column, values: column.values.subarray(from, to) };
  return { ...column, values: column.values.subarray(from, to) };
}
