/** Tables one below the other. */
import { ModelwrightError } from '../core/errors.ts';
import { type Column, columnLength, type StringColumn } from './column.ts';
import { columnOf, type Table, tableOf } from './table.ts';

/**
 * The rows of `upper`, then those of `lower`. Columns are those of `upper`, found in `lower` by name.
 *
 * @throws COLUMN_NOT_FOUND when `lower` lacks one; SHAPE_MISMATCH when kinds differ.
 */
export function concatTables(upper: Table, lower: Table): Table {
  return tableOf(
    upper.columns.map((column) => concatColumns(column, columnOf(lower, column.name))),
    upper.nRows + lower.nRows,
  );
}

function concatColumns(upper: Column, lower: Column): Column {
  if (upper.kind === 'string' && lower.kind === 'string') return concatTexts(upper, lower);
  if (upper.kind === 'boolean' && lower.kind === 'boolean') {
    const values = new Int8Array(upper.values.length + lower.values.length);
    values.set(upper.values);
    values.set(lower.values, upper.values.length);
    return { ...upper, values };
  }
  if (upper.kind === 'number' && lower.kind === 'number') {
    const { cardinality, ...column } = upper;
    return { ...column, values: concatNumbers(upper.values, lower.values), integer: upper.integer && lower.integer };
  }
  if (upper.kind === 'datetime' && lower.kind === 'datetime') {
    return { ...upper, values: concatNumbers(upper.values, lower.values) };
  }
  const value = `${upper.kind} and ${lower.kind}`;
  throw new ModelwrightError('SHAPE_MISMATCH', {
    what: `column "${upper.name}"`,
    law: 'one kind in both tables',
    value,
  });
}

function concatNumbers(upper: Float64Array, lower: Float64Array): Float64Array {
  const values = new Float64Array(upper.length + lower.length);
  values.set(upper);
  values.set(lower, upper.length);
  return values;
}

function concatTexts(upper: StringColumn, lower: StringColumn): StringColumn {
  const dictionary = [...upper.dictionary];
  const places = new Map(dictionary.map((text, code) => [text, code]));
  const recoded = lower.dictionary.map((text) => places.get(text) ?? dictionary.push(text) - 1);
  const codes = new Int32Array(columnLength(upper) + columnLength(lower));
  codes.set(upper.codes);
  for (const [row, code] of lower.codes.entries()) codes[upper.codes.length + row] = code < 0 ? -1 : recoded[code];
  const { exact, ...column } = upper;
  return { ...column, codes, dictionary, ...(exact !== undefined && exact === lower.exact ? { exact } : {}) };
}
