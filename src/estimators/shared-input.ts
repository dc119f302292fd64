/** Training rows on shared memory, so that worker threads read them without a copy each. */
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import type { FitInput } from './estimator.ts';

/** Copies made before; folds are fitted many times, and the copy lives as long as the table it was made of. */
const sharedTables = new WeakMap<Table, Table>();

/** The same input with every array on a SharedArrayBuffer. The caller's arrays stay untouched and usable. */
export function sharedInput(input: FitInput): FitInput {
  const { X, y, sampleWeight, groups, valid, folds } = input;
  return {
    ...input,
    X: sharedTable(X),
    y: y && sharedArray(y),
    sampleWeight: sampleWeight && sharedArray(sampleWeight),
    groups: groups && sharedArray(groups),
    folds: folds?.map(({ train, valid: held, sampleWeight: own }) => ({
      train: sharedArray(train),
      valid: sharedArray(held),
      ...(own && { sampleWeight: sharedArray(own) }),
    })),
    valid: valid && { ...valid, X: sharedTable(valid.X), y: sharedArray(valid.y) },
  };
}

function sharedTable(table: Table): Table {
  let shared = sharedTables.get(table);
  if (!shared) {
    shared = { nRows: table.nRows, columns: table.columns.map(sharedColumn) };
    sharedTables.set(table, shared);
  }
  return shared;
}

function sharedColumn(column: Column): Column {
  if (column.kind === 'string') return { ...column, codes: sharedArray(column.codes) };
  if (column.kind === 'boolean') return { ...column, values: sharedArray(column.values) };
  return { ...column, values: sharedArray(column.values) };
}

function sharedArray<A extends Float64Array | Int32Array | Int8Array>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => A)(buffer);
  copy.set(array as never);
  return copy;
}
