/** Tables as CSV text: UTF-8, one header line, \n as line end, empty = missing, `""` = empty text. */
import { type Column, isMissing } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { instantText, numberText } from './cell-text.ts';
import { nullTokens } from './csv-scan.ts';

/** The header line. */
export function csvHeader(columns: readonly Column[], delimiter: string): string {
  return `${columns.map((column) => textCell(column.name, delimiter)).join(delimiter)}\n`;
}

/** Writes the lines of the rows [from, to) of a table. */
export function csvLines(table: Table, delimiter: string): (from: number, to: number) => string {
  // A lone empty cell would be a blank line, which other readers skip.
  const missing = table.columns.length === 1 ? 'NA' : '';
  const writers = table.columns.map((column) => cellWriter(column, delimiter));
  return (from, to) => {
    let text = '';
    for (let row = from; row < to; row++) {
      for (let k = 0; k < writers.length; k++) {
        if (k > 0) text += delimiter;
        text += isMissing(table.columns[k], row) ? missing : writers[k](row);
      }
      text += '\n';
    }
    return text;
  };
}

function cellWriter(column: Column, delimiter: string): (row: number) => string {
  switch (column.kind) {
    case 'number':
      return (row) =>
        Number.isFinite(column.values[row]) ? numberText(column.values[row]) : column.values[row] > 0 ? 'inf' : '-inf';
    case 'boolean':
      return (row) => (column.values[row] === 1 ? 'true' : 'false');
    case 'datetime':
      return (row) => instantText(column.values[row]);
    case 'string': {
      const { codes, dictionary, exact } = column;
      const cells: (string | undefined)[] = [];
      return (row) => {
        const code = codes[row];
        cells[code] ??= exact ? dictionary[code] : textCell(dictionary[code], delimiter);
        return cells[code];
      };
    }
  }
}

/**
 * Text as a cell. A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets an
 * apostrophe in front.
 */
function textCell(text: string, delimiter: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  const plain = !nullTokens.includes(safe) && !/["\r\n]|^[\s\ufeff]|\s$/.test(safe) && !safe.includes(delimiter);
  return plain ? safe : `"${safe.replaceAll('"', '""')}"`;
}
