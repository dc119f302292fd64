/** Rows of a request as a table. The check is put together once from a model's signature, so no schema library runs per row. */
import { ModelwrightError } from '../core/errors.ts';
import type { Column } from '../table/column.ts';
import { typeName } from '../table/json-type.ts';
import { listed, type Table } from '../table/table.ts';
import type { Signature } from '../table/task.ts';
import { columnReader, type JsonRow } from './column-readers.ts';

/** The rows as the model takes them. */
export interface RowBatch {
  /** One column per input of the signature, in its order. */
  readonly table: Table;
  /** What was ignored, in sentences for the caller. */
  readonly warnings: readonly string[];
}

/**
 * Reads rows, each an object with a field per input column; null is a missing value, other fields are ignored with a warning.
 *
 * @throws BODY_INVALID for a row that is no object, ROW_INVALID for a column that a row lacks or that has the wrong type.
 */
export interface RowReader {
  (rows: readonly unknown[]): RowBatch;
  /** The same, a column at a time. */
  inPieces(rows: readonly unknown[]): Iterator<void, RowBatch>;
}

const noWarnings: readonly string[] = [];

/** Makes the reader of a signature's rows. */
export function compileRowReader({ inputs }: Pick<Signature, 'inputs'>): RowReader {
  const readers = inputs.map(columnReader);
  const known = new Set(inputs.map(({ name }) => name));
  const readRows = (rows: readonly unknown[]): RowBatch => {
    checkObjects(rows);
    const columns = readers.map((read) => read(rows));
    return { table: { nRows: rows.length, columns }, warnings: extraColumns(rows, known) };
  };
  function* inPieces(rows: readonly unknown[]): Generator<void, RowBatch> {
    checkObjects(rows);
    const columns: Column[] = [];
    for (const read of readers) {
      yield;
      columns.push(read(rows));
    }
    yield;
    return { table: { nRows: rows.length, columns }, warnings: extraColumns(rows, known) };
  }
  return Object.assign(readRows, { inPieces });
}

function checkObjects(rows: readonly unknown[]): asserts rows is readonly JsonRow[] {
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
    throw new ModelwrightError('BODY_INVALID', {
      path: `rows[${row}]`,
      problem: `expected an object with a field per column, found ${typeName(value)}`,
    });
  }
}

/** Every known column is there when this is asked, so a row with as many fields has no other. */
function extraColumns(rows: readonly JsonRow[], known: ReadonlySet<string>): readonly string[] {
  const extra = new Set<string>();
  for (const row of rows) {
    const names = Object.keys(row);
    if (names.length === known.size) continue;
    for (const name of names) if (!known.has(name) && extra.size < 1000) extra.add(name.slice(0, 128));
  }
  if (extra.size === 0) return noWarnings;
  return [`columns that the model does not use were ignored: ${listed([...extra])}`];
}
