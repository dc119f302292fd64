/** Dates and timestamps as milliseconds since 1970 in UTC, with fractions. */
import { ModelwrightError } from '../core/errors.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { allocated, grown, trimmed } from './growing-array.ts';
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
export function instantBuilder(name: string, type: string, { capacity, shared }: BuilderOptions): ColumnBuilder {
  let values = allocated(Float64Array, capacity, shared);
  let length = 0;
  const perMs = unitsPerMs.get(type);
  return {
    append(vector, count) {
      values = grown(values, length + count);
      if (type === 'DATE') readDays(vector, values, length, count);
      else if (perMs === undefined) readNanoseconds(vector, values, length, count);
      else readUnits(vector, values, length, count, perMs);
      const bits = presenceBits(vector, count);
      if (bits) for (let row = 0; row < count; row++) if (!isPresent(bits, row)) values[length + row] = Number.NaN;
      if (passesCalendar(values, length, count)) {
        const law = 'instants that the calendar holds';
        throw new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: 'infinity or beyond' });
      }
      length += count;
    },
    finish: () => ({ kind: 'datetime', name, values: trimmed(values, length) }),
  };
}

/** The largest instant of a JavaScript date. */
const maxMs = 8.64e15;

function passesCalendar(values: Float64Array, at: number, count: number): boolean {
  for (let row = at; row < at + count; row++) if (Math.abs(values[row]) > maxMs) return true;
  return false;
}

function readDays(vector: RawVector, values: Float64Array, at: number, count: number): void {
  const days = wordsOf(vector);
  for (let row = 0; row < count; row++) values[at + row] = days[row] * dayMs;
}

function readUnits(vector: RawVector, values: Float64Array, at: number, count: number, perMs: number): void {
  const words = wordsOf(vector);
  for (let row = 0; row < count; row++) {
    const units = words[2 * row + 1] * 4294967296 + (words[2 * row] >>> 0);
    const isSafe = units <= Number.MAX_SAFE_INTEGER && units >= Number.MIN_SAFE_INTEGER;
    values[at + row] = isSafe ? units / perMs : largeUnits(vector.items![row] as bigint, perMs);
  }
}

/** Microseconds pass 2^53 in the year 2255; their milliseconds and the rest are divided apart, so that one rounding remains. */
function largeUnits(units: bigint, perMs: number): number {
  return perMs < 1000 ? Number(units) / perMs : Number(units / 1000n) + Number(units % 1000n) / 1000;
}

/** Nanoseconds pass 2^53, so the division by 1000 is done on integers; below a microsecond is cut. */
function readNanoseconds(vector: RawVector, values: Float64Array, at: number, count: number): void {
  for (let row = 0; row < count; row++) values[at + row] = Number((vector.items![row] as bigint) / 1000n) / 1000;
}
