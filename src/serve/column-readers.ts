/** One column of a request's rows as a typed column. Every reader refuses what is not of its type; null is a missing value. */
import { ModelwrightError } from '../core/errors.ts';
import { instantFromText } from '../estimators/preprocess/calendar.ts';
import type { Column } from '../table/column.ts';
import { typeName } from '../table/json-type.ts';
import type { InputColumn } from '../table/task.ts';

/** A row as JSON gives it, not checked yet beyond being an object. */
export type JsonRow = Readonly<Record<string, unknown>>;

/** @throws ROW_INVALID naming row and column, never the value. */
export type ColumnReader = (rows: readonly JsonRow[]) => Column;

/** The reader of an input column. */
export function columnReader({ name, type }: InputColumn): ColumnReader {
  switch (type) {
    case 'number':
      return (rows) => ({ kind: 'number', name, integer: false, values: readNumbers(rows, name) });
    case 'integer':
      return (rows) => ({ kind: 'number', name, integer: true, values: readIntegers(rows, name) });
    case 'datetime':
      return (rows) => ({ kind: 'datetime', name, values: readInstants(rows, name) });
    case 'boolean':
      return (rows) => ({ kind: 'boolean', name, values: readTruth(rows, name) });
    case 'string':
      return (rows) => readTexts(rows, name);
  }
}

// A value that a row inherits is never a finite number, a text, a boolean or null, so the good path needs no own-property check.

function readNumbers(rows: readonly JsonRow[], name: string): Float64Array {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row][name];
    if (typeof value === 'number' && Number.isFinite(value)) values[row] = value;
    else if (value === null) values[row] = Number.NaN;
    else throw refused(rows, row, name, 'a finite number');
  }
  return values;
}

function readIntegers(rows: readonly JsonRow[], name: string): Float64Array {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row][name];
    if (Number.isSafeInteger(value)) values[row] = value as number;
    else if (value === null) values[row] = Number.NaN;
    else throw refused(rows, row, name, 'a whole number within 2^53');
  }
  return values;
}

function readInstants(rows: readonly JsonRow[], name: string): Float64Array {
  const values = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row][name];
    const instant = typeof value === 'string' ? instantFromText(value) : Number.NaN;
    if (Number.isNaN(instant) && value !== null) throw refused(rows, row, name, 'an ISO-8601 date or instant as text');
    values[row] = instant;
  }
  return values;
}

function readTruth(rows: readonly JsonRow[], name: string): Int8Array {
  const values = new Int8Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row][name];
    if (typeof value === 'boolean') values[row] = value ? 1 : 0;
    else if (value === null) values[row] = -1;
    else throw refused(rows, row, name, 'true or false');
  }
  return values;
}

function readTexts(rows: readonly JsonRow[], name: string): Column {
  const codes = new Int32Array(rows.length);
  const dictionary: string[] = [];
  const index = new Map<string, number>();
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row][name];
    if (value === null) {
      codes[row] = -1;
      continue;
    }
    if (typeof value !== 'string') throw refused(rows, row, name, 'a text');
    let code = index.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      index.set(value, code);
    }
    codes[row] = code;
  }
  return { kind: 'string', name, codes, dictionary };
}

function refused(rows: readonly JsonRow[], row: number, column: string, expected: string): ModelwrightError {
  const isThere = Object.hasOwn(rows[row], column) && rows[row][column] !== undefined;
  const found = isThere ? `found ${typeName(rows[row][column])}` : 'the row lacks it; send null for a missing value';
  return new ModelwrightError('ROW_INVALID', { row, column, problem: `expected ${expected}, ${found}`, expected });
}
