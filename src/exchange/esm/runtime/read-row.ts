/** One row given by a caller, checked, as numbers and texts in slots. Carried inside exported modules. */
import { instantFromText } from '../../../estimators/preprocess/calendar.ts';
import { typeName } from '../../../table/json-type.ts';
import type { InputColumn } from '../../../table/task.ts';
import { RowError } from './row-error.ts';

/** The values of one row by slot: numbers (NaN where missing) or texts (null where missing), never both. */
export interface RowSlots {
  readonly numbers: Float64Array;
  readonly texts: (string | null)[];
}

const laws = {
  number: 'a finite number',
  integer: 'a whole number within 2^53',
  datetime: 'an ISO-8601 date or instant as text',
  boolean: 'true or false',
  string: 'a text',
} as const;

/**
 * Puts the inputs of a row into the first slots. Other fields of the row are ignored.
 *
 * @throws RowError BODY_INVALID, ROW_INVALID
 */
export function readRow(given: unknown, row: number, inputs: readonly InputColumn[], slots: RowSlots): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const problem = `expected an object with a field per column, found ${typeName(given)}`;
    throw new RowError('BODY_INVALID', `rows[${row}]: ${problem}`, { path: `rows[${row}]`, problem });
  }
  const fields = given as Readonly<Record<string, unknown>>;
  for (let i = 0; i < inputs.length; i++) {
    const { name, type } = inputs[i];
    const value = fields[name];
    if (value === null) {
      slots.numbers[i] = Number.NaN;
      slots.texts[i] = null;
    } else if (type === 'string') {
      if (typeof value !== 'string') throw refused(fields, row, inputs[i]);
      slots.texts[i] = value;
    } else {
      const number = asNumber(value, type);
      if (Number.isNaN(number)) throw refused(fields, row, inputs[i]);
      slots.numbers[i] = number;
    }
  }
}

/** NaN for what is not of the type. A value that a row inherits never is. */
function asNumber(value: unknown, type: Exclude<InputColumn['type'], 'string'>): number {
  switch (type) {
    case 'number':
      return Number.isFinite(value) ? (value as number) : Number.NaN;
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : Number.NaN;
    case 'datetime':
      return typeof value === 'string' ? instantFromText(value) : Number.NaN;
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : Number.NaN;
  }
}

function refused(fields: Readonly<Record<string, unknown>>, row: number, { name, type }: InputColumn): RowError {
  const isThere = Object.hasOwn(fields, name) && fields[name] !== undefined;
  const found = isThere ? `found ${typeName(fields[name])}` : 'the row lacks it; send null for a missing value';
  const problem = `expected ${laws[type]}, ${found}`;
  return new RowError('ROW_INVALID', `row ${row}, column "${name}": ${problem}`, {
    row,
    column: name,
    problem,
    expected: laws[type],
  });
}
