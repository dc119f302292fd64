/** Tables as JSON objects, one a row. Missing is null. */
import { ModelwrightError } from '../core/errors.ts';
import { type Column, isMissing } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { instantText, numberText } from './cell-text.ts';

/**
 * Writes the objects of the rows [from, to) of a table, with `between` between them. The writer throws VALUE_INVALID for an
 * infinite number, which JSON does not have.
 */
export function jsonObjects(table: Table, between: string): (from: number, to: number) => string {
  const names = table.columns.map((column) => `${JSON.stringify(column.name)}:`);
  const writers = table.columns.map(cellWriter);
  return (from, to) => {
    let text = '';
    for (let row = from; row < to; row++) {
      text += row > from ? `${between}{` : '{';
      for (let k = 0; k < writers.length; k++) {
        if (k > 0) text += ',';
        text += names[k] + (isMissing(table.columns[k], row) ? 'null' : writers[k](row));
      }
      text += '}';
    }
    return text;
  };
}

function cellWriter(column: Column): (row: number) => string {
  switch (column.kind) {
    case 'number':
      return (row) => {
        const value = column.values[row];
        if (Number.isFinite(value)) return numberText(value);
        throw new ModelwrightError('VALUE_INVALID', {
          what: `column "${column.name}"`,
          law: 'finite numbers in JSON',
          value: String(value),
        });
      };
    case 'boolean':
      return (row) => (column.values[row] === 1 ? 'true' : 'false');
    case 'datetime':
      return (row) => `"${instantText(column.values[row])}"`;
    case 'string': {
      const { codes, dictionary, exact } = column;
      const cells: (string | undefined)[] = [];
      return (row) => {
        const code = codes[row];
        cells[code] ??= exact === 'int64' ? dictionary[code] : JSON.stringify(dictionary[code]);
        return cells[code];
      };
    }
  }
}
