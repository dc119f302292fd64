/** Tables, and the rows of a training, that worker threads read without a copy. */
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import type { TrainingData } from './fold-task.ts';
import type { Prepared } from './prepare.ts';

/** The same table with its numbers in shared memory. Nobody may write to it, as to any column. */
export function shareTable(table: Table): Table {
  return { nRows: table.nRows, columns: table.columns.map(shareColumn) };
}

/** The same numbers in shared memory. */
export function shareArray(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function shareColumn(column: Column): Column {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return { ...column, values: shareArray(column.values) };
    case 'boolean': {
      const values = new Int8Array(new SharedArrayBuffer(column.values.byteLength));
      values.set(column.values);
      return { ...column, values };
    }
    case 'string':
      return { ...column, codes: shareCodes(column.codes) };
  }
}

function shareCodes(codes: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(codes.byteLength));
  copy.set(codes);
  return copy;
}

/** Features and target of prepared data in shared memory. */
export function trainingData({
  table,
  target,
  weights,
  balance,
}: Pick<Prepared, 'table' | 'target' | 'weights' | 'balance'>): TrainingData {
  return {
    X: shareTable(table),
    y: shareArray(target.values),
    task: target.task,
    nClasses: target.classes.length,
    ...(weights && { weights: shareArray(weights) }),
    ...(balance && { balance: shareCodes(balance) }),
  };
}
