/** Columns and tables from plain JavaScript arrays; for small data, tests and single rows. */
import { ModelwrightError } from '../core/errors.ts';
import type { BooleanColumn, Column, DatetimeColumn, NumberColumn, StringColumn } from './column.ts';
import { type Table, tableOf } from './table.ts';

/** A number column; null, undefined and NaN are missing. `integer` is found by looking. */
export function numberColumn(name: string, values: ArrayLike<number | null | undefined>): NumberColumn {
  const array = Float64Array.from(values as ArrayLike<number>, (value) => value ?? Number.NaN);
  return {
    kind: 'number',
    name,
    values: array,
    integer: array.every((v) => Number.isNaN(v) || Number.isSafeInteger(v)),
  };
}

/** A text column, dictionary-encoded in order of first appearance; null and undefined are missing. */
export function stringColumn(name: string, values: ArrayLike<string | null | undefined>): StringColumn {
  const dictionary: string[] = [];
  const index = new Map<string, number>();
  const codes = Int32Array.from({ length: values.length }, (_, row) => {
    const value = values[row];
    if (value === null || value === undefined) return -1;
    let code = index.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      index.set(value, code);
    }
    return code;
  });
  return { kind: 'string', name, codes, dictionary };
}

/** A boolean column; null and undefined are missing. */
export function booleanColumn(name: string, values: ArrayLike<boolean | null | undefined>): BooleanColumn {
  const codes = Int8Array.from({ length: values.length }, (_, row) => {
    const value = values[row];
    return value === null || value === undefined ? -1 : Number(value);
  });
  return { kind: 'boolean', name, values: codes };
}

/** A datetime column from milliseconds since 1970 (UTC); null, undefined and NaN are missing. */
export function datetimeColumn(name: string, values: ArrayLike<number | null | undefined>): DatetimeColumn {
  return { kind: 'datetime', name, values: Float64Array.from(values as ArrayLike<number>, (v) => v ?? Number.NaN) };
}

/** Cell values a plain array may hold. */
type Cell = number | string | boolean | null | undefined;

/**
 * A table from one array per column. The first present value of each array decides its kind.
 *
 * @example
 * tableFrom({ age: [39, null, 51], city: ['Bern', 'Graz', null], late: [true, false, true] });
 * @throws VALUE_INVALID when an array mixes kinds.
 */
export function tableFrom(columns: Readonly<Record<string, readonly Cell[]>>): Table {
  return tableOf(Object.entries(columns).map(([name, values]) => columnFrom(name, values)));
}

function columnFrom(name: string, values: readonly Cell[]): Column {
  const present = values.filter((value) => value !== null && value !== undefined);
  const kind = present.length > 0 ? typeof present[0] : 'number';
  if (present.some((value) => typeof value !== kind)) {
    throw new ModelwrightError('VALUE_INVALID', {
      what: `column "${name}"`,
      law: 'values of one type',
      value: 'a mix',
    });
  }
  if (kind === 'string') return stringColumn(name, values as (string | null)[]);
  if (kind === 'boolean') return booleanColumn(name, values as (boolean | null)[]);
  return numberColumn(name, values as (number | null)[]);
}
