/** Collects the chunks of one result column into a column of ours. */
import { ModelwrightError } from '../core/errors.ts';
import type { Column } from '../table/column.ts';
import { decimalBuilder } from './decimal-builder.ts';
import { allocated, grown, trimmed } from './growing-array.ts';
import { instantBuilder, isInstantType } from './instant-builder.ts';
import { integerBuilder, isIntegerType } from './integer-builder.ts';
import { isPresent, presenceBits, type RawVector } from './raw-vector.ts';
import { textBuilder } from './text-builder.ts';

/** Takes vectors of one column in order, then gives the column. */
export interface ColumnBuilder {
  append(vector: RawVector, count: number): void;
  finish(): Column;
}

/** What a builder knows beforehand. */
export interface BuilderOptions {
  readonly whole: boolean;
  /** Rows that are likely to come. */
  readonly capacity: number;
  /** True to put numbers and codes where worker threads can read them. */
  readonly shared: boolean;
}

/**
 * A builder for a DuckDB type name. With `whole` the builder sees the whole result and may turn a column of integers into exact
 * text when one of them passes 2^53; without it (a batch of a stream) such a value is refused, because batches must agree.
 *
 * @throws VALUE_INVALID for types that must be cast in the query first (nested, binary, time of day, ...).
 */
export function columnBuilder(name: string, type: string, options: BuilderOptions): ColumnBuilder {
  if (type === 'DOUBLE' || type === 'FLOAT') return floatBuilder(name, options);
  if (isIntegerType(type)) return integerBuilder(name, type, options);
  if (isInstantType(type)) return instantBuilder(name, type, options);
  if (type === 'VARCHAR' || type === 'ENUM') return textBuilder(name, options);
  if (type === 'BOOLEAN') return truthBuilder(name, options);
  if (type === 'DECIMAL') return decimalBuilder(name, options);
  if (type === 'SQLNULL') return nothingBuilder(name);
  throw new ModelwrightError('VALUE_INVALID', {
    what: `column "${name}"`,
    law: 'numbers, text, truth values or instants',
    value: `type ${type.toLowerCase()}`,
  });
}

function floatBuilder(name: string, { capacity, shared }: BuilderOptions): ColumnBuilder {
  let values = allocated(Float64Array, capacity, shared);
  let length = 0;
  return {
    append(vector, count) {
      values = grown(values, length + count);
      values.set(vector.items as unknown as Float64Array, length);
      const bits = presenceBits(vector, count);
      if (bits) for (let row = 0; row < count; row++) if (!isPresent(bits, row)) values[length + row] = Number.NaN;
      length += count;
    },
    finish: () => ({ kind: 'number', name, values: trimmed(values, length), integer: false }),
  };
}

function truthBuilder(name: string, { capacity, shared }: BuilderOptions): ColumnBuilder {
  let values = allocated(Int8Array, capacity, shared);
  let length = 0;
  return {
    append(vector, count) {
      values = grown(values, length + count);
      const bits = presenceBits(vector, count);
      const view = vector.dataView!;
      for (let row = 0; row < count; row++) values[length + row] = isPresent(bits, row) ? view.getUint8(row) : -1;
      length += count;
    },
    finish: () => ({ kind: 'boolean', name, values: trimmed(values, length) }),
  };
}

/** A column without a type, as `select null` gives: all missing. */
function nothingBuilder(name: string): ColumnBuilder {
  let length = 0;
  return {
    append(_, count) {
      length += count;
    },
    finish: () => ({ kind: 'number', name, values: new Float64Array(length).fill(Number.NaN), integer: false }),
  };
}
