/** Puts a table of ours into a DuckDB table, chunk by chunk from typed arrays. */
import type * as duckdb from '@duckdb/node-api';
import { type Column, isMissing } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { quoteIdentifier } from './quote.ts';

/** Rows of a DuckDB vector. */
const chunkRows = 2048;

/** The DuckDB type that holds a column without loss. Whole numbers with a -0 stay DOUBLE, because BIGINT has none. */
export function sqlTypeOf(column: Column): 'DOUBLE' | 'BIGINT' | 'VARCHAR' | 'BOOLEAN' | 'TIMESTAMP' {
  switch (column.kind) {
    case 'number':
      return column.integer && column.values.every(fitsBigint) ? 'BIGINT' : 'DOUBLE';
    case 'string':
      return column.exact === 'int64' ? 'BIGINT' : 'VARCHAR';
    case 'boolean':
      return 'BOOLEAN';
    case 'datetime':
      return 'TIMESTAMP';
  }
}

/** Creates the table when `name` is new to the connection, then appends the rows. Missing cells become NULL. */
export async function appendTable(
  { DuckDBDataChunk, ...types }: typeof duckdb,
  connection: duckdb.DuckDBConnection,
  name: string,
  table: Table,
): Promise<void> {
  const sqlTypes = table.columns.map(sqlTypeOf);
  const columns = table.columns.map((column, i) => `${quoteIdentifier(column.name)} ${sqlTypes[i]}`);
  await connection.run(`create table if not exists ${quoteIdentifier(name)} (${columns.join(', ')})`);
  const appender = await connection.createAppender(name);
  const chunkTypes = table.columns.map((_, i) => appender.columnType(i));
  for (let from = 0; from < table.nRows; from += chunkRows) {
    const count = Math.min(chunkRows, table.nRows - from);
    const chunk = DuckDBDataChunk.create(chunkTypes, count);
    table.columns.forEach((column, i) => {
      const vector = chunk.getColumnVector(i);
      const type = types.DuckDBTypeId[chunkTypes[i].typeId];
      for (let row = 0; row < count; row++) vector.setItem(row, valueAt(types, column, from + row, type));
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

function valueAt(
  types: Pick<typeof duckdb, 'DuckDBTimestampValue'>,
  column: Column,
  row: number,
  type: string,
): duckdb.DuckDBValue {
  if (isMissing(column, row)) return null;
  switch (column.kind) {
    case 'number':
      return type === 'BIGINT' ? BigInt(column.values[row]) : column.values[row];
    case 'string':
      return type === 'BIGINT' ? BigInt(column.dictionary[column.codes[row]]) : column.dictionary[column.codes[row]];
    case 'boolean':
      return column.values[row] === 1;
    case 'datetime':
      return new types.DuckDBTimestampValue(microseconds(column.values[row]));
  }
}

/** Milliseconds with fractions to whole microseconds, without losing digits of the whole part. */
function microseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1000n + BigInt(Math.round((ms - whole) * 1000));
}

function fitsBigint(value: number): boolean {
  return Number.isNaN(value) || (Number.isSafeInteger(value) && !Object.is(value, -0));
}
