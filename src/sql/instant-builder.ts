/** Dates and timestamps as milliseconds since 1970 in UTC, with fractions. */
import { ModelwrightError } from '../core/errors.ts';
import type { ColumnBuilder } from './column-builder.ts';
import { grown, trimmed } from './growing-array.ts';
import { isPresent, presenceBits, type RawVector, wordsOf } from './raw-vector.ts';

const dayMs = 86_400_000;
/** How many units of a type make a millisecond. */
const unitsPerMs = new Map([
  ['TIMESTAMP', 1000],
  ['TIMESTAMP_TZ', 1000],
  ['TIMESTAMP_MS', 1],
  ['TIMESTAMP_S', 1 / 1000],
]);

/** True for DuckDB's types of days and instants. */
export function isInstantType(type: string): boolean {
  return type === 'DATE' || type === 'TIMESTAMP_NS' || unitsPerMs.has(type);
}

/** See `columnBuilder`. `infinity` instants are refused: no calendar holds them. */
export function instantBuilder(name: string, type: string): ColumnBuilder {
  let values = new Float64Array(0);
  let length = 0;
  const read =
    type === 'DATE' ? dayReader : type === 'TIMESTAMP_NS' ? nanosecondReader : unitReader(unitsPerMs.get(type)!);
  return {
    append(vector, count) {
      values = grown(values, length + count);
      const bits = presenceBits(vector);
      const at = read(vector);
      for (let row = 0; row < count; row++) {
        const present = isPresent(bits, row);
        values[length + row] = present ? at(row) : Number.NaN;
        if (present && !(Math.abs(values[length + row]) <= maxMs)) {
          const law = 'instants that the calendar holds';
          throw new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: 'infinity or beyond' });
        }
      }
      length += count;
    },
    finish: () => ({ kind: 'datetime', name, values: trimmed(values, length) }),
  };
}

/** The largest instant of a JavaScript date. */
const maxMs = 8.64e15;

function dayReader(vector: RawVector): (row: number) => number {
  const days = wordsOf(vector);
  return (row) => days[row] * dayMs;
}

function unitReader(perMs: number): (vector: RawVector) => (row: number) => number {
  return (vector) => {
    const words = wordsOf(vector);
    return (row) => {
      const units = words[2 * row + 1] * 4294967296 + (words[2 * row] >>> 0);
      return Number.isSafeInteger(units) ? units / perMs : largeUnits(vector.items![row] as bigint, perMs);
    };
  };
}

/** Microseconds pass 2^53 in the year 2255; their milliseconds and the rest are divided apart, so that one rounding remains. */
function largeUnits(units: bigint, perMs: number): number {
  return perMs < 1000 ? Number(units) / perMs : Number(units / 1000n) + Number(units % 1000n) / 1000;
}

/** Nanoseconds pass 2^53, so the division by 1000 is done on integers; below a microsecond is cut. */
function nanosecondReader(vector: RawVector): (row: number) => number {
  return (row) => Number((vector.items![row] as bigint) / 1000n) / 1000;
}
