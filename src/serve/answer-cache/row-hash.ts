/** What tells rows of requests apart: a hash that is equal exactly when their features are. */
import { sha256 } from '../../core/hash.ts';
import { cell } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';

/** SHA-256 of a row's values as JSON, column by column; undefined for rows that JSON cannot tell apart, such as -0 from 0. */
export function rowHash({ columns }: Table, row: number): string | undefined {
  let json = '';
  for (const column of columns) {
    const value = cell(column, row);
    if (typeof value === 'number' && !(Number.isFinite(value) && !Object.is(value, -0))) return undefined;
    json += `${JSON.stringify(column.name)}:${typeof value === 'string' ? JSON.stringify(value) : String(value)},`;
  }
  return sha256(json);
}
