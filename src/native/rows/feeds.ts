/** Rows of a table as the tensors that a graph takes. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Column } from '../../table/column.ts';
import { findColumn, listed, type Table } from '../../table/table.ts';
import {
  type ElementArray,
  elementArrays,
  elementsFrom,
  type NativeTensor,
  type NumericType,
} from '../native-tensor.ts';
import type { PlannedInput, RowPlan } from './row-plan.ts';

/**
 * The tensors of some rows.
 *
 * @throws COLUMN_NOT_FOUND; VALUE_MISSING for a missing value where only floats may be missing; VALUE_INVALID for a number that the
 *   element type does not hold
 */
export function feedsOf({ inputs }: RowPlan, table: Table): NativeTensor[] {
  return inputs.map((input) => {
    const columns = input.columns.map((name) => found(table, name));
    const shape = input.isMatrix ? [table.nRows, columns.length] : [table.nRows];
    return { name: input.tensor, type: input.type, shape, data: elementsOf(input, columns, table.nRows) };
  });
}

function found(table: Table, name: string): Column {
  const column = findColumn(table, name);
  if (column) return column;
  const available = listed(table.columns.map((one) => one.name));
  throw new ModelwrightError('COLUMN_NOT_FOUND', { column: name, source: 'the rows', available });
}

function elementsOf({ type }: PlannedInput, columns: readonly Column[], nRows: number): NativeTensor['data'] {
  const width = columns.length;
  if (type === 'string') {
    const texts: string[] = new Array(nRows * width);
    for (const [k, column] of columns.entries()) {
      if (column.kind !== 'string') throw otherKind(column, 'texts');
      checkPresent(column.name, column.codes, (code) => code < 0);
      for (let row = 0; row < nRows; row++) texts[row * width + k] = column.dictionary[column.codes[row]];
    }
    return texts;
  }
  const values = new Float64Array(nRows * width);
  for (const [k, column] of columns.entries()) {
    if (column.kind === 'string') throw otherKind(column, 'numbers');
    if (column.kind === 'boolean') checkPresent(column.name, column.values, (value) => value < 0);
    else if (!type.startsWith('float')) {
      checkPresent(column.name, column.values, Number.isNaN);
      checkRange(column.name, column.values, type);
    }
    for (let row = 0; row < nRows; row++) values[row * width + k] = column.values[row];
  }
  return elementsFrom(type, values);
}

function checkPresent(column: string, values: ArrayLike<number>, isMissing: (value: number) => boolean): void {
  let count = 0;
  for (let row = 0; row < values.length; row++) if (isMissing(values[row])) count++;
  if (count > 0) throw new ModelwrightError('VALUE_MISSING', { estimator: 'the ONNX graph', column, count });
}

function checkRange(column: string, values: ArrayLike<number>, type: NumericType): void {
  const one: ElementArray = new elementArrays[type](1);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isSafeInteger(value)) {
      one[0] = one instanceof BigInt64Array || one instanceof BigUint64Array ? BigInt(value) : value;
      if (Number(one[0]) === value) continue;
    }
    const what = `column "${column}" of row ${row}`;
    throw new ModelwrightError('VALUE_INVALID', { what, law: `a whole number of type ${type}`, value: 'another' });
  }
}

function otherKind({ name, kind }: Column, law: string): ModelwrightError {
  return new ModelwrightError('VALUE_INVALID', { what: `column "${name}"`, law, value: kind });
}
