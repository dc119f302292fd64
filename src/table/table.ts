/** A table: named columns of one length. Verbs are functions; verbs that need mathematics or I/O live in higher folders. */
import { ModelwrightError } from '../core/errors.ts';
import { type Column, columnLength, takeFromColumn } from './column.ts';

export interface Table {
  readonly nRows: number;
  readonly columns: readonly Column[];
}

/**
 * Makes a table of columns.
 *
 * @throws SHAPE_MISMATCH when lengths differ or two columns share a name.
 */
export function tableOf(columns: readonly Column[], nRows = columns.length > 0 ? columnLength(columns[0]) : 0): Table {
  const seen = new Set<string>();
  for (const column of columns) {
    const length = columnLength(column);
    if (length !== nRows) {
      const value = `${length} and ${nRows}`;
      throw new ModelwrightError('SHAPE_MISMATCH', { what: `column "${column.name}"`, law: 'equal lengths', value });
    }
    if (seen.has(column.name)) {
      const value = `"${column.name}" twice`;
      throw new ModelwrightError('SHAPE_MISMATCH', { what: 'table', law: 'one column per name', value });
    }
    seen.add(column.name);
  }
  return { nRows, columns };
}

/** Names in order. */
export function columnNames(table: Table): string[] {
  return table.columns.map((column) => column.name);
}

/** The column of that name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The column of that name; COLUMN_NOT_FOUND lists what exists. `source` names the table in the message. */
export function columnOf(table: Table, name: string, source = 'the table'): Column {
  const column = findColumn(table, name);
  if (column) return column;
  throw new ModelwrightError('COLUMN_NOT_FOUND', { column: name, source, available: listed(columnNames(table)) });
}

/** The named columns in that order. */
export function select(table: Table, names: readonly string[]): Table {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return tableOf(
    names.map((name) => byName.get(name) ?? columnOf(table, name)),
    table.nRows,
  );
}

/** All columns but the named ones; names that do not exist are ignored. */
export function without(table: Table, names: readonly string[]): Table {
  const dropped = new Set(names);
  return tableOf(
    table.columns.filter((column) => !dropped.has(column.name)),
    table.nRows,
  );
}

/** The rows named by `rows` (0-based), in that order; repeats are allowed. */
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  return {
    nRows: rows.length,
    columns: table.columns.map((column) => takeFromColumn(column, rows)),
  };
}

/** The table with columns added or, where a name exists, replaced in place. */
export function withColumns(table: Table, columns: readonly Column[]): Table {
  const fresh = new Map(columns.map((column) => [column.name, column]));
  const kept = table.columns.map((column) => {
    const replacement = fresh.get(column.name) ?? column;
    fresh.delete(column.name);
    return replacement;
  });
  return tableOf([...kept, ...fresh.values()], table.nRows);
}

/** "a, b, c", cut after 30 names, for messages. */
export function listed(names: readonly string[]): string {
  const most = 30;
  if (names.length === 0) return '(none)';
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
