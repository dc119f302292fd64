/** Whole numbers of every width. Up to 2^53 they are a number column; one value beyond makes the column exact text. */
import { ModelwrightError } from '../core/errors.ts';
import { stringColumn } from '../table/build.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { allocated, grown, trimmed } from './growing-array.ts';
import { isPresent, presenceBits, type RawVector, wordsOf } from './raw-vector.ts';

const narrow = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER']);
const wide = new Set(['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT']);

/** True for DuckDB's integer types. */
export function isIntegerType(type: string): boolean {
  return narrow.has(type) || wide.has(type);
}

/** See `columnBuilder`. Exact text of a column that passes int64 too is marked `decimal`. */
export function integerBuilder(name: string, type: string, { whole, capacity, shared }: BuilderOptions): ColumnBuilder {
  let values = allocated(Float64Array, capacity, shared);
  let length = 0;
  let exact: (string | null)[] | undefined;
  let pastInt64 = false;

  const keepExactly = (value: bigint, row: number) => {
    if (!whole) {
      const law = 'whole numbers within 2^53';
      throw new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: 'a larger one' });
    }
    exact ??= Array.from(values.subarray(0, row), (earlier) => (Number.isNaN(earlier) ? null : String(earlier)));
    exact[row] = String(value);
    if (BigInt.asIntN(64, value) !== value) pastInt64 = true;
  };

  const put = (row: number, value: number) => {
    values[row] = value;
    if (exact) exact[row] = Number.isNaN(value) ? null : String(value);
  };

  const appendWide = (vector: RawVector, count: number, bits: Uint32Array | undefined) => {
    for (let row = 0; row < count; row++) {
      if (!isPresent(bits, row)) put(length + row, Number.NaN);
      else {
        const value = vector.getItem(row) as bigint;
        if (isSafe(value)) put(length + row, Number(value));
        else keepExactly(value, length + row);
      }
    }
  };

  const appendBigint = (vector: RawVector, count: number, bits: Uint32Array | undefined) => {
    if (!exact && bits === undefined && copySafe(wordsOf(vector), values, length, count)) return;
    appendWide(vector, count, bits);
  };

  const appendNarrow = (vector: RawVector, count: number, bits: Uint32Array | undefined) => {
    values.set(vector.items as unknown as Int32Array, length);
    if (bits) for (let row = 0; row < count; row++) if (!isPresent(bits, row)) values[length + row] = Number.NaN;
  };

  return {
    append(vector, count) {
      values = grown(values, length + count);
      const bits = presenceBits(vector, count);
      if (narrow.has(type)) appendNarrow(vector, count, bits);
      else if (type === 'BIGINT') appendBigint(vector, count, bits);
      else appendWide(vector, count, bits);
      length += count;
    },
    finish() {
      if (exact) return { ...stringColumn(name, exact), exact: pastInt64 ? 'decimal' : 'int64' };
      return { kind: 'number', name, values: trimmed(values, length), integer: true };
    },
  };
}

/** Copies int64 values to float64 when all are within 2^53; else gives false. */
function copySafe(words: Int32Array, values: Float64Array, at: number, count: number): boolean {
  let largest = 0;
  for (let row = 0; row < count; row++) {
    const value = words[2 * row + 1] * 4294967296 + (words[2 * row] >>> 0);
    values[at + row] = value;
    largest = Math.max(largest, Math.abs(value));
  }
  return largest <= Number.MAX_SAFE_INTEGER;
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}
