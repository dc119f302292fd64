/** A table read later, in the kinds of the columns of an earlier one: sniffing sees other values each time. */
import { castColumn } from '../estimators/preprocess/cast-column.ts';
import type { Column } from '../table/column.ts';
import { columnOf, type Table, tableOf } from '../table/table.ts';

/**
 * The columns of `like`, found in `table` by name. What cannot be read as the earlier kind becomes missing.
 *
 * @throws COLUMN_NOT_FOUND
 */
export function sameKinds(table: Table, like: Table, source: string): Table {
  return tableOf(
    like.columns.map((column) => asKind(columnOf(table, column.name, source), column)),
    table.nRows,
  );
}

function asKind(column: Column, like: Column): Column {
  if (column.kind === like.kind) return column;
  switch (like.kind) {
    case 'number':
      return castColumn(column, 'numeric');
    case 'string':
      return castColumn(column, 'categorical');
    case 'datetime':
      return castColumn(column, 'datetime');
    case 'boolean': {
      const truth = castColumn(column, 'boolean') as Extract<Column, { kind: 'number' }>;
      const values = Int8Array.from(truth.values, (value) => (Number.isNaN(value) ? -1 : value));
      return { kind: 'boolean', name: column.name, values };
    }
  }
}
