/** ONNX files for tests: those that other libraries wrote, and some that no library would write. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType as Type,
} from 'onnx-buf';
import type { NativeTensor } from '../src/native/native-tensor.ts';

const folder = new URL('./fixtures/onnx/', import.meta.url);

/** A file of the fixtures. */
export function onnxFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(onnxPath(name)));
}

function onnxPath(name: string): string {
  return fileURLToPath(new URL(`${name}.onnx`, folder));
}

type Values = readonly (number | string | readonly (number | string)[])[];

/** What ONNX Runtime in Python said of each file. */
export const onnxExpected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  { readonly feeds: Record<string, Values>; readonly outputs: Record<string, Values> }
>;

type Node = MessageInitShape<typeof NodeProtoSchema>;
type Graph = MessageInitShape<typeof GraphProtoSchema>;

const info = (name: string, elemType: number, shape?: readonly (number | string)[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType,
        ...(shape && {
          shape: {
            dim: shape.map((one) => ({
              value:
                typeof one === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(one) }
                  : { case: 'dimParam' as const, value: one },
            })),
          },
        }),
      },
    },
  },
});

const bytesOf = (graph: Graph) =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], graph }),
  );

const x = info('x', Type.FLOAT, ['rows', 1]);
const y = info('y', Type.FLOAT);
const whole = (name: string, values: readonly number[]) => ({
  name,
  dims: [BigInt(values.length)],
  dataType: Type.INT64,
  int64Data: values.map(BigInt),
});

/** y = op(x) for an operator of one input. */
export function unaryModel(opType: string): Uint8Array {
  const node: Node = { opType, input: ['x'], output: ['y'] };
  return bytesOf({ name: 'g', node: [node], input: [x], output: [info('y', Type.FLOAT, ['rows', 1])] });
}

/** Answers x at once where it is below 0; loops for ever where it is not. */
export function loopModel(): Uint8Array {
  const body: Graph = {
    name: 'body',
    node: [
      { opType: 'Identity', input: ['go'], output: ['still'] },
      { opType: 'Identity', input: ['v'], output: ['w'] },
    ],
    input: [info('i', Type.INT64, []), info('go', Type.BOOL, []), info('v', Type.FLOAT)],
    output: [info('still', Type.BOOL, []), info('w', Type.FLOAT)],
  };
  const nodes: Node[] = [
    {
      opType: 'ReduceMax',
      input: ['x'],
      output: ['most'],
      attribute: [{ name: 'keepdims', type: AttributeType.INT, i: 0n }],
    },
    { opType: 'GreaterOrEqual', input: ['most', 'zero'], output: ['start'] },
    {
      opType: 'Loop',
      input: ['', 'start', 'x'],
      output: ['y'],
      attribute: [{ name: 'body', type: AttributeType.GRAPH, g: body }],
    },
  ];
  const zero = { name: 'zero', dims: [], dataType: Type.FLOAT, floatData: [0] };
  return bytesOf({
    name: 'g',
    node: nodes,
    initializer: [zero],
    input: [x],
    output: [info('y', Type.FLOAT, ['rows', 1])],
  });
}

/** y = x for so many rows at most; refuses more. */
export function fewRowsModel(mostRows: number): Uint8Array {
  const zeros = new Array<number>(mostRows + 1).fill(0);
  const table = { name: 'zeros', dims: [BigInt(zeros.length)], dataType: Type.FLOAT, floatData: zeros };
  const node: Node[] = [
    { opType: 'Shape', input: ['x'], output: ['shape'] },
    { opType: 'Gather', input: ['shape', 'first'], output: ['rows'] },
    { opType: 'Gather', input: ['zeros', 'rows'], output: ['zero'] },
    { opType: 'Add', input: ['x', 'zero'], output: ['y'] },
  ];
  const output = [info('y', Type.FLOAT, ['rows', 1])];
  return bytesOf({ name: 'g', node, initializer: [table, whole('first', [0])], input: [x], output });
}

/** As many bytes as four times the product of the sizes, made when it runs. */
export function hugeModel(sizes: readonly number[]): Uint8Array {
  const node: Node[] = [
    { opType: 'ConstantOfShape', input: ['sizes'], output: ['zeros'] },
    { opType: 'ReduceSum', input: ['zeros'], output: ['sum'] },
    { opType: 'Add', input: ['x', 'sum'], output: ['y'] },
  ];
  return bytesOf({ name: 'g', node, initializer: [whole('sizes', sizes)], input: [x], output: [y] });
}

/** A number that no one has seen before, at each call. */
export function randomModel(): Uint8Array {
  const node: Node[] = [
    { opType: 'RandomNormalLike', input: ['x'], output: ['r'] },
    { opType: 'Add', input: ['x', 'r'], output: ['y'] },
  ];
  return bytesOf({ name: 'g', node, input: [x], output: [info('y', Type.FLOAT, ['rows', 1])] });
}

/** Ten times x for x from 0 to 9; refuses all of its rows when one of them is another number. */
export function tableModel(): Uint8Array {
  const table = {
    name: 'table',
    dims: [10n],
    dataType: Type.FLOAT,
    floatData: Array.from({ length: 10 }, (_, i) => 10 * i),
  };
  const to = { name: 'to', type: AttributeType.INT, i: BigInt(Type.INT64) };
  const node: Node[] = [
    { opType: 'Cast', input: ['x'], output: ['at'], attribute: [to] },
    { opType: 'Gather', input: ['table', 'at'], output: ['y'] },
  ];
  return bytesOf({ name: 'g', node, initializer: [table], input: [x], output: [info('y', Type.FLOAT, ['rows', 1])] });
}

/** Each row without the mean of all rows: none of them can be answered alone. */
export function centredModel(): Uint8Array {
  const axes = { name: 'axes', type: AttributeType.INTS, ints: [0n] };
  const node: Node[] = [
    { opType: 'ReduceMean', input: ['x'], output: ['mean'], attribute: [axes] },
    { opType: 'Sub', input: ['x', 'mean'], output: ['y'] },
  ];
  return bytesOf({ name: 'g', node, input: [x], output: [info('y', Type.FLOAT, ['rows', 1])] });
}

/** A column of numbers for the models above. */
export function column(...values: readonly number[]): NativeTensor[] {
  return [{ name: 'x', type: 'float32', shape: [values.length, 1], data: Float32Array.from(values) }];
}
