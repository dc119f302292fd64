/** The tensors of a request as the table that a model takes. The check is put together once from a model's signature. */
import { ModelwrightError } from '../../core/errors.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { instantFromText } from '../../estimators/preprocess/calendar.ts';
import { stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import { listed, type Table } from '../../table/table.ts';
import type { InputColumn, Signature } from '../../table/task.ts';
import { elementsAtOnce, turnsOf } from './elements-at-once.ts';
import type { Datatype, Tensor, TensorDescription } from './tensor.ts';

/** The input that holds all columns side by side, for models whose inputs are all numbers. */
const matrixName = 'features';

const datatypeOf: Readonly<Record<InputColumn['type'], Datatype>> = {
  number: 'FP64',
  integer: 'INT64',
  boolean: 'BOOL',
  string: 'BYTES',
  datetime: 'BYTES',
};

/** The inputs of a model: a tensor per column, an element per row. */
export function inputDescriptions({ inputs }: Pick<Signature, 'inputs'>): TensorDescription[] {
  return inputs.map(({ name, type }) => ({ name, datatype: datatypeOf[type], shape: [-1] }));
}

/**
 * Reads tensors of shape [rows] or [rows, 1], one per input column by name, in any order; or, where all inputs are numbers, the one
 * tensor `features` of shape [rows, columns] in the order of the signature. NaN and null are missing values.
 *
 * @throws BODY_INVALID for tensors that are missing, unknown or of another shape or type; ROW_INVALID for a value.
 */
export interface TensorReader {
  (tensors: readonly Tensor[]): Table;
  /** The same, a turn's worth of elements at a time; other work may go on wherever it yields. */
  inPieces(tensors: readonly Tensor[]): Generator<void, Table>;
}

/** A reader from its form in pieces. */
export function tensorReader(inPieces: TensorReader['inPieces']): TensorReader {
  return Object.assign((tensors: readonly Tensor[]) => takeAtOnce(inPieces(tensors)), { inPieces });
}

/** Makes the reader of a signature's inputs. */
export function compileTensorReader({ inputs }: Pick<Signature, 'inputs'>): TensorReader {
  const isNumeric = inputs.every(({ type }) => type === 'number' || type === 'integer');
  const hasMatrix = isNumeric && !inputs.some(({ name }) => name === matrixName);
  const names = inputs.map(({ name }) => name);
  return tensorReader(function* (tensors) {
    const [first] = tensors;
    if (hasMatrix && tensors.length === 1 && first.name === matrixName) return yield* matrixTable(first, inputs);
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    if (byName.size !== tensors.length) throw invalid('inputs', 'two inputs have the same name');
    const unknown = tensors.find(({ name }) => !names.includes(name));
    if (unknown) throw invalid('inputs', `the model has no input "${unknown.name}"; its inputs are: ${listed(names)}`);
    const columns: Column[] = [];
    let turns = 0;
    for (const input of inputs) {
      const tensor = byName.get(input.name);
      if (!tensor) throw invalid('inputs', `input "${input.name}" is missing`);
      if (turns >= 1) yield;
      turns = turns >= 1 ? turnsOf(tensor) : turns + turnsOf(tensor);
      columns.push(yield* columnOf(tensor, input));
    }
    const nRows = tensors[0]?.shape[0] ?? 0;
    const other = tensors.find(({ shape }) => shape[0] !== nRows);
    if (other) {
      throw invalid(pathOf(other), `expected ${nRows} rows as "${tensors[0].name}" has, found ${other.shape[0]}`);
    }
    return { nRows, columns };
  });
}

function* columnOf(tensor: Tensor, input: InputColumn): Generator<void, Column> {
  const { shape } = tensor;
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1)) {
    throw invalid(pathOf(tensor), `expected the shape [rows] or [rows, 1], found [${shape.join(', ')}]`);
  }
  const { name, type } = input;
  if (type === 'string' || type === 'datetime') {
    const texts = tensor.data;
    if (texts instanceof Float64Array) throw otherType(tensor, 'BYTES');
    if (type === 'string') return stringColumn(name, texts);
    return { kind: 'datetime', name, values: yield* instantsOf(texts, name) };
  }
  if (!(tensor.data instanceof Float64Array)) throw otherType(tensor, datatypeOf[type]);
  if (type === 'boolean') {
    if (tensor.datatype !== 'BOOL') throw otherType(tensor, 'BOOL');
    return {
      kind: 'boolean',
      name,
      values: Int8Array.from(tensor.data, (value) => (Number.isNaN(value) ? -1 : value)),
    };
  }
  if (tensor.datatype === 'BOOL') throw otherType(tensor, datatypeOf[type]);
  checkNumbers(tensor.data, input);
  return { kind: 'number', name, integer: type === 'integer', values: tensor.data };
}

function* matrixTable(tensor: Tensor, inputs: readonly InputColumn[]): Generator<void, Table> {
  const { shape, data } = tensor;
  if (shape.length !== 2 || shape[1] !== inputs.length) {
    throw invalid(pathOf(tensor), `expected the shape [rows, ${inputs.length}], found [${shape.join(', ')}]`);
  }
  if (!(data instanceof Float64Array) || tensor.datatype === 'BOOL') throw otherType(tensor, 'FP64');
  const [nRows, width] = shape;
  const taken = yield* transposed(data, nRows, width);
  const columns: Column[] = [];
  let ofTurn = 0;
  for (const [k, input] of inputs.entries()) {
    if (ofTurn >= elementsAtOnce('FP64')) {
      yield;
      ofTurn = 0;
    }
    ofTurn += nRows;
    const { name, type } = input;
    const values = taken[k];
    checkNumbers(values, input);
    columns.push({ kind: 'number', name, integer: type === 'integer', values });
  }
  return { nRows, columns };
}

/** Rows that stay in the processor's cache while their columns are taken out one after the other. */
const cachedRows = 32;

/** The columns of values that stand row by row, one after the other in memory that is asked for once. */
function* transposed(data: Float64Array, nRows: number, width: number): Generator<void, Float64Array[]> {
  const all = new Float64Array(nRows * width);
  const columns = Array.from({ length: width }, (_, k) => all.subarray(k * nRows, (k + 1) * nRows));
  const rowsAtOnce = cachedRows * Math.ceil(elementsAtOnce('FP64') / (cachedRows * width));
  for (let from = 0; from < nRows; from += cachedRows) {
    if (from > 0 && from % rowsAtOnce === 0) yield;
    const to = Math.min(from + cachedRows, nRows);
    for (let k = 0; k < width; k++) {
      const values = columns[k];
      for (let row = from, at = from * width + k; row < to; row++, at += width) values[row] = data[at];
    }
  }
  return columns;
}

function checkNumbers(values: Float64Array, { name, type }: InputColumn): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) continue;
      throw refused(row, name, 'a finite number');
    }
    if (type === 'integer' && !Number.isSafeInteger(value)) throw refused(row, name, 'a whole number within 2^53');
  }
}

function* instantsOf(texts: readonly (string | null)[], name: string): Generator<void, Float64Array> {
  const atOnce = elementsAtOnce('BYTES');
  const instants = new Float64Array(texts.length);
  for (const [row, text] of texts.entries()) {
    if (row > 0 && row % atOnce === 0) yield;
    instants[row] = text === null ? Number.NaN : instantFromText(text);
    if (text !== null && Number.isNaN(instants[row])) {
      throw refused(row, name, 'an ISO-8601 date or instant as text');
    }
  }
  return instants;
}

function refused(row: number, column: string, expected: string): ModelwrightError {
  return new ModelwrightError('ROW_INVALID', { row, column, problem: `expected ${expected}`, expected });
}

function otherType(tensor: Tensor, expected: Datatype): ModelwrightError {
  return invalid(pathOf(tensor), `expected the datatype ${expected}, found ${tensor.datatype}`);
}

function pathOf({ name }: Tensor): string {
  return `inputs["${name.slice(0, 128)}"]`;
}

function invalid(path: string, problem: string): ModelwrightError {
  return new ModelwrightError('BODY_INVALID', { path, problem });
}
