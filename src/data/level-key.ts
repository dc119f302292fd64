/** The value of a cell as a key to compare by: text code, number, or undefined when missing. */
import type { Column } from '../table/column.ts';

/** Reads a row's key; equal values have equal keys within one column. */
export function levelKeys(column: Column): (row: number) => number | undefined {
  if (column.kind === 'string' || column.kind === 'boolean') {
    const values = column.kind === 'string' ? column.codes : column.values;
    return (row) => (values[row] < 0 ? undefined : values[row]);
  }
  const { values } = column;
  return (row) => (Number.isNaN(values[row]) ? undefined : values[row]);
}
