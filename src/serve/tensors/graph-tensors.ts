/** Tensors of requests as an ONNX graph names and shapes them, and its own tensors as answers. */
import { ModelwrightError } from '../../core/errors.ts';
import type { AsyncPredictOptions } from '../../estimators/artifact.ts';
import type { NativeSide } from '../../native/native-model.ts';
import { elementsFrom, type NativeTensor, numbersOf, type TensorSpec } from '../../native/native-tensor.ts';
import type { RowPlan } from '../../native/rows/row-plan.ts';
import { listed } from '../../table/table.ts';
import type { Datatype, Tensor, TensorDescription } from './tensor.ts';
import { type TensorReader, tensorReader } from './tensor-reader.ts';

const datatypes: Readonly<Record<TensorSpec['type'], Datatype>> = {
  float32: 'FP32',
  float64: 'FP64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  bool: 'BOOL',
  string: 'BYTES',
};

/** What clients are told of a graph's inputs or outputs. */
export function graphDescriptions(specs: readonly TensorSpec[]): TensorDescription[] {
  return specs.map(({ name, type, shape }) => {
    return { name, datatype: datatypes[type], shape: shape.map((length) => length ?? -1) };
  });
}

/** Reads tensors as the graph names them, several columns side by side, or a tensor per column as every model takes them. */
export function compileGraphReader({ inputs }: RowPlan, readColumns: TensorReader): TensorReader {
  const byTensor = new Map(inputs.map((input) => [input.tensor, input]));
  return tensorReader(function* (tensors) {
    const isGraph = tensors.length > 0 && tensors.every(({ name }) => byTensor.has(name));
    if (!isGraph) return yield* readColumns.inPieces(tensors);
    return yield* readColumns.inPieces(
      tensors.flatMap((tensor) => columnsOf(tensor, byTensor.get(tensor.name)!.columns)),
    );
  });
}

/** A tensor of shape [rows, columns] as one of shape [rows] for each column. @throws BODY_INVALID */
function columnsOf(tensor: Tensor, names: readonly string[]): Tensor[] {
  const { shape, data, datatype } = tensor;
  const [rows, width] = shape;
  if (names.length === 1) return [{ ...tensor, name: names[0] }];
  if (shape.length !== 2 || width !== names.length) {
    throw invalid(tensor.name, `expected the shape [rows, ${names.length}], found [${shape.join(', ')}]`);
  }
  return names.map((name, k) => {
    const at = (_: unknown, row: number) => row * width + k;
    const column =
      data instanceof Float64Array
        ? Float64Array.from({ length: rows }, (_, row) => data[at(_, row)])
        : Array.from({ length: rows }, (_, row) => data[at(_, row)]);
    return { name, datatype, shape: [rows], data: column };
  });
}

/**
 * Runs a graph on the tensors of a request.
 *
 * @throws BODY_INVALID for tensors that the graph does not take, and what the model's processes throw
 */
export async function runGraph(
  native: Pick<NativeSide, 'inputs' | 'run'>,
  tensors: readonly Tensor[],
  options?: AsyncPredictOptions,
): Promise<Tensor[]> {
  const names = native.inputs.map(({ name }) => name);
  const unknown = tensors.find(({ name }) => !names.includes(name));
  if (unknown) throw invalid(unknown.name, `the model has no such input; its inputs are: ${listed(names)}`);
  const feeds = native.inputs.map((spec) => feedOf(spec, tensors));
  const outputs = await native.run(feeds, options);
  return outputs.map(({ name, type, shape, data }) => {
    const values = ArrayBuffer.isView(data) ? numbersOf(data) : data;
    return { name, datatype: datatypes[type], shape, data: values };
  });
}

function feedOf({ name, type, shape }: TensorSpec, tensors: readonly Tensor[]): NativeTensor {
  const found = tensors.filter((one) => one.name === name);
  if (found.length !== 1) throw invalid(name, found.length === 0 ? 'is missing' : 'is there twice');
  const [tensor] = found;
  const fits = tensor.shape.length === shape.length && shape.every((one, i) => one === null || one === tensor.shape[i]);
  if (!fits) {
    const wanted = shape.map((length) => length ?? -1).join(', ');
    throw invalid(name, `expected the shape [${wanted}], found [${tensor.shape.join(', ')}]`);
  }
  const { data, datatype } = tensor;
  if (datatype !== datatypes[type]) throw invalid(name, `expected the datatype ${datatypes[type]}, found ${datatype}`);
  if (data instanceof Float64Array) {
    if (type === 'string') throw invalid(name, 'expected texts');
    // Of whole numbers and truth there is no missing one.
    if (!type.startsWith('float') && data.some(Number.isNaN)) throw invalid(name, 'has a missing value');
    return { name, type, shape: tensor.shape, data: elementsFrom(type, data) };
  }
  if (data.includes(null)) throw invalid(name, 'has a missing text');
  return { name, type, shape: tensor.shape, data: data as readonly string[] };
}

function invalid(name: string, problem: string): ModelwrightError {
  return new ModelwrightError('BODY_INVALID', { path: `inputs["${name.slice(0, 128)}"]`, problem });
}
