/** Rows and what a test makes of them. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Rng } from '../../math/rng.ts';
import { type Column, cell, columnLength } from '../../table/column.ts';
import { columnOf, type Table, takeRows, withColumns } from '../../table/table.ts';
import { changeColumn, variantsOf } from './change-column.ts';
import type { ColumnChange, InvarianceTest, PlainRow, RowChange } from './declared-test.ts';

/** The changed rows of one variant beside the rows they were made of. */
export interface ChangedRows {
  /** Row numbers of the table that were changed, rising. */
  readonly rows: Int32Array;
  /** One row for each of `rows`. */
  readonly changed: Table;
}

/** Makes a table of plain rows, as the model takes them. */
export type ReadRows = (rows: readonly PlainRow[]) => Table;

/** Most variants of one row. */
const mostVariants = 50;

/**
 * The changed rows, variant by variant; rows that a variant leaves as they are, are left out.
 *
 * @param what names the test in errors. @throws COLUMN_NOT_FOUND; VALUE_INVALID for a change that does not fit its column.
 */
export function changeRows(
  table: Table,
  change: InvarianceTest['change'],
  { rng, readRows, what }: { readonly rng: Rng; readonly readRows: ReadRows; readonly what: string },
): ChangedRows[] {
  if (typeof change === 'function') return [byFunction(table, change, readRows, what)];
  const changes: readonly ColumnChange[] = Array.isArray(change) ? change : [change];
  const variants = Math.min(mostVariants, Math.max(...changes.map(variantsOf)));
  return Array.from({ length: variants }, (_, variant) => {
    const stream = rng.split(`variant-${variant}`);
    const columns = new Map<string, Column>();
    for (const [i, each] of changes.entries()) {
      const before = columns.get(each.column) ?? columnOf(table, each.column, what);
      columns.set(each.column, changeColumn(before, each, variant, stream.split(`change-${i}`), what));
    }
    const rows = touchedRows(table, [...columns.values()]);
    return { rows, changed: takeRows(withColumns(table, [...columns.values()]), rows) };
  });
}

/** Columns that a change names; a function names none. */
export function changedColumns(change: InvarianceTest['change']): string[] {
  if (typeof change === 'function') return [];
  return (Array.isArray(change) ? change : [change]).map(({ column }) => column);
}

/** The row as plain values: what a function of a row is given. */
function plainRowOf(table: Table, row: number): PlainRow {
  return Object.fromEntries(table.columns.map((column) => [column.name, cell(column, row)]));
}

function byFunction(table: Table, change: RowChange, readRows: ReadRows, what: string): ChangedRows {
  const rows: number[] = [];
  const changed: PlainRow[] = [];
  for (let row = 0; row < table.nRows; row++) {
    const before = plainRowOf(table, row);
    const after = change(Object.freeze({ ...before }));
    if (after === null) continue;
    if (typeof after !== 'object' || Array.isArray(after)) {
      const law = 'a function of a row that gives a row or null';
      throw new ModelwrightError('VALUE_INVALID', { what, law, value: typeof after });
    }
    if (Object.entries(after).every(([name, value]) => Object.is(before[name], value))) continue;
    rows.push(row);
    changed.push({ ...before, ...after });
  }
  return { rows: Int32Array.from(rows), changed: readRows(changed) };
}

function touchedRows(table: Table, columns: readonly Column[]): Int32Array {
  const pairs = columns.map((after) => [columnOf(table, after.name), after] as const);
  const every = Int32Array.from({ length: pairs.length > 0 ? columnLength(pairs[0][0]) : 0 }, (_, row) => row);
  return every.filter((row) => pairs.some(([before, after]) => !Object.is(cell(before, row), cell(after, row))));
}
