/** Changes of one column that are declared as data. */
import { ModelwrightError } from '../../core/errors.ts';
import { instantFromText } from '../../estimators/preprocess/calendar.ts';
import type { Rng } from '../../math/rng.ts';
import { type Column, cell, isMissing } from '../../table/column.ts';
import { changeText } from './change-text.ts';
import type { ColumnChange } from './declared-test.ts';

type Value = string | number | boolean | null;

const dayMs = 86_400_000;

/** How many rows a change makes of one: a value of n may be swapped for n - 1 others. */
export function variantsOf(change: ColumnChange): number {
  return 'swap' in change && Array.isArray(change.swap) ? change.swap.length - 1 : 1;
}

/**
 * The column with every value changed. Rows that the change says nothing about, such as a missing value to be raised, stay.
 *
 * @param variant 0 .. variantsOf(change) - 1; higher ones begin again.
 * @throws VALUE_INVALID for a change that does not fit the column's type; `what` names the test.
 */
export function changeColumn(column: Column, change: ColumnChange, variant: number, rng: Rng, what: string): Column {
  const named = `${what}, column "${column.name}"`;
  switch (column.kind) {
    case 'string': {
      const texts = new Map<string, number>();
      const dictionary: string[] = [];
      const codes = column.codes.map((code, row) => {
        const text = changedText(
          code < 0 ? null : column.dictionary[code],
          change,
          variant,
          rng.split(String(row)),
          named,
        );
        if (text === null) return -1;
        if (!texts.has(text)) texts.set(text, dictionary.push(text) - 1);
        return texts.get(text)!;
      });
      return { ...column, codes, dictionary };
    }
    case 'boolean': {
      const values = column.values.map((_, row) => {
        const value = changedValue(cell(column, row), change, variant, named);
        return value === null ? -1 : Number(truthOf(value, named));
      });
      return { ...column, values };
    }
    default: {
      const values = column.values.map((value, row) => {
        const missing = isMissing(column, row);
        const changed = moved(value, change, column.kind === 'datetime' ? dayMs : 1);
        if (changed !== undefined) return changed;
        const other = changedValue(missing ? null : cell(column, row), change, variant, named);
        return other === null ? Number.NaN : numberOf(other, column.kind, named);
      });
      return column.kind === 'number'
        ? { ...column, values, integer: values.every((one) => Number.isNaN(one) || Number.isSafeInteger(one)) }
        : { ...column, values };
    }
  }
}

/** Arithmetic; undefined for other changes. A missing value stays missing. */
function moved(value: number, change: ColumnChange, unit: number): number | undefined {
  if ('add' in change) return value + change.add * unit;
  return 'multiply' in change ? value * change.multiply : undefined;
}

function changedText(
  text: string | null,
  change: ColumnChange,
  variant: number,
  rng: Rng,
  what: string,
): string | null {
  if ('text' in change) return text === null ? null : changeText(text, change.text, rng);
  const value = changedValue(text, change, variant, what);
  return value === null ? null : String(value);
}

function changedValue(value: Value, change: ColumnChange, variant: number, what: string): Value {
  if ('set' in change) return change.set;
  if ('missing' in change) return null;
  if ('swap' in change) return value === null ? null : swapped(value, change.swap, variant);
  const [verb] = Object.keys(change).filter((key) => key !== 'column');
  const law = `a column of ${verb === 'text' ? 'texts' : 'numbers'} for ${verb}`;
  throw new ModelwrightError('VALUE_INVALID', { what, law, value: 'another type' });
}

function swapped(value: Value, swap: readonly Value[] | Readonly<Record<string, Value>>, variant: number): Value {
  if (!isList(swap)) return Object.hasOwn(swap, String(value)) ? swap[String(value)] : value;
  const at = swap.findIndex((one) => String(one) === String(value));
  return at < 0 ? value : swap[(at + 1 + (variant % (swap.length - 1))) % swap.length];
}

function isList(swap: readonly Value[] | Readonly<Record<string, Value>>): swap is readonly Value[] {
  return Array.isArray(swap);
}

function truthOf(value: Value, what: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ModelwrightError('VALUE_INVALID', { what, law: 'true or false', value: `a ${typeof value}` });
}

function numberOf(value: Value, kind: 'number' | 'datetime', what: string): number {
  const number = kind === 'datetime' && typeof value === 'string' ? instantFromText(value) : Number(value);
  if (typeof value !== 'boolean' && !Number.isNaN(number)) return number;
  const law = kind === 'datetime' ? 'a date such as 2024-07-01' : 'a number';
  throw new ModelwrightError('VALUE_INVALID', { what, law, value: `a ${typeof value}` });
}
