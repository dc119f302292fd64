/** Parts of an ONNX file as messages of its schema. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  type TensorProtoSchema,
} from 'onnx-buf';

/** Name of a tensor in the graph. */
export type Tensor = string;

/** What an attribute may hold; whole numbers are INT, lists of them INTS, arrays of doubles a tensor. */
export type Attribute = number | string | readonly number[] | readonly string[] | TensorData;

/** Contents of a constant. */
export interface TensorData {
  readonly dims: readonly number[];
  readonly values: Float64Array | readonly string[] | BigInt64Array;
}

/** Number of the type float64 in attributes. */
export const doubleType: number = DataType.DOUBLE;

/** Number of the type float32 in attributes. */
export const singleType: number = DataType.FLOAT;

/** Number of the type int64 in attributes. */
export const wholeType: number = DataType.INT64;

/** What callers see of an input or output: `width` columns per row, or one value per row. */
export function tensorInfo(name: Tensor, type: 'number' | 'string', width?: number) {
  const elemType = type === 'number' ? DataType.DOUBLE : DataType.STRING;
  const rows = { value: { case: 'dimParam' as const, value: 'rows' } };
  const columns = width === undefined ? [] : [{ value: { case: 'dimValue' as const, value: BigInt(width) } }];
  return {
    name,
    type: { value: { case: 'tensorType' as const, value: { elemType, shape: { dim: [rows, ...columns] } } } },
  };
}

/** Contents of a tensor. */
export function tensorMessage(name: string, { dims, values }: TensorData): MessageInitShape<typeof TensorProtoSchema> {
  const shape = { name, dims: dims.map(BigInt) };
  if (values instanceof Float64Array) return { ...shape, dataType: DataType.DOUBLE, doubleData: Array.from(values) };
  if (values instanceof BigInt64Array) return { ...shape, dataType: DataType.INT64, int64Data: Array.from(values) };
  return { ...shape, dataType: DataType.STRING, stringData: values.map(utf8) };
}

/** An attribute of a node. */
export function attributeMessage(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: utf8(value) };
  if ('dims' in value) return { name, type: AttributeType.TENSOR, t: tensorMessage('', value) };
  if (typeof value[0] === 'string') {
    return { name, type: AttributeType.STRINGS, strings: (value as readonly string[]).map(utf8) };
  }
  return { name, type: AttributeType.INTS, ints: (value as readonly number[]).map(BigInt) };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
