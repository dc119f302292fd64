/**
 * A column of any kind as the kind that a role asks for. Total: what cannot be read as that kind becomes missing.
 * So a source whose types were sniffed differently, or a client that sends "3" for 3, meets one defined rule.
 */
import { stringColumn } from '../../table/build.ts';
import type { Column, ColumnKind, NumberColumn, StringColumn } from '../../table/column.ts';
import { columnLength } from '../../table/column.ts';
import { instantFromText } from './calendar.ts';
import { numberFromText, truthFromText } from './text-values.ts';

/** How a column of a raw table is treated. */
export type FeatureRole = 'numeric' | 'categorical' | 'boolean' | 'datetime' | 'text';

/** The kind of the columns that a role makes. */
export function kindOfRole(role: FeatureRole): ColumnKind {
  if (role === 'datetime') return 'datetime';
  return role === 'categorical' || role === 'text' ? 'string' : 'number';
}

/**
 * - numeric: finite numbers; booleans as 0 and 1; texts that spell a number; instants as milliseconds. Infinities are missing.
 * - boolean: a number column of 0 and 1; of numbers only 0 and 1 count, of texts only true, false, 1 and 0.
 * - categorical: texts; numbers as their shortest decimal spelling, booleans as true and false, instants as milliseconds.
 * - text: as categorical, marked as texts that are read word by word.
 * - datetime: instants; numbers are milliseconds since 1970, texts ISO-8601.
 */
export function castColumn(column: Column, role: FeatureRole): Column {
  switch (role) {
    case 'numeric':
      return asNumbers(column);
    case 'boolean':
      return asTruth(column);
    case 'categorical':
      return asTexts(column);
    case 'text':
      return { ...asTexts(column), text: true };
    case 'datetime':
      return asInstants(column);
  }
}

function asNumbers(column: Column): NumberColumn {
  if (column.kind === 'string') return finite(column.name, fromTexts(column, numberFromText));
  if (column.kind === 'boolean') return finite(column.name, fromTruth(column.values));
  return finite(column.name, column.values);
}

function asTruth(column: Column): NumberColumn {
  const { name } = column;
  if (column.kind === 'boolean') return finite(name, fromTruth(column.values));
  if (column.kind === 'string') return finite(name, fromTexts(column, truthFromText));
  return finite(
    name,
    column.values.map((value) => (value === 0 || value === 1 ? value : Number.NaN)),
  );
}

function asTexts(column: Column): StringColumn {
  if (column.kind === 'string') return column;
  const texts = Array.from({ length: columnLength(column) }, (_, row) => {
    const value = column.values[row];
    if (column.kind === 'boolean') return value < 0 ? null : String(value === 1);
    return Number.isNaN(value) ? null : String(value);
  });
  return stringColumn(column.name, texts);
}

function asInstants(column: Column): Column {
  if (column.kind === 'datetime') return column;
  const values =
    column.kind === 'string'
      ? fromTexts(column, instantFromText)
      : column.kind === 'number'
        ? column.values
        : new Float64Array(column.values.length).fill(Number.NaN);
  return { kind: 'datetime', name: column.name, values: finite(column.name, values).values };
}

/** Copies only where an infinity has to go. `integer` is not looked for: nothing behind a cast reads it. */
function finite(name: string, values: Float64Array): NumberColumn {
  const clean = values.some((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    ? values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
    : values;
  return { kind: 'number', name, values: clean, integer: false };
}

function fromTruth(values: Int8Array): Float64Array {
  return Float64Array.from(values, (value) => (value < 0 ? Number.NaN : value));
}

/** Reads each text once, unless there are more texts than rows (single rows of a large table). */
function fromTexts({ codes, dictionary }: StringColumn, read: (text: string) => number): Float64Array {
  if (dictionary.length > codes.length) {
    return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : read(dictionary[code])));
  }
  const known = dictionary.map(read);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : known[code]));
}
