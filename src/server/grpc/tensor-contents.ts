/** InferTensorContents: the elements of a tensor as typed fields, one for each family of datatypes. */
import { type BinaryReader, type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { readText } from '../../serve/tensors/binary-elements.ts';
import { elementsAtOnce } from '../../serve/tensors/elements-at-once.ts';
import { type Datatype, elementsOf, type Tensor } from '../../serve/tensors/tensor.ts';
import { invalid } from '../check-body.ts';
import { bytesField, type Fields, repeatedField } from './message-reader.ts';

/** The field that holds the elements of each datatype; FP16 travels in raw contents alone. */
const fieldNames = {
  BOOL: 'bool_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  FP16: undefined,
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
} as const satisfies Readonly<Record<Datatype, string | undefined>>;

type FieldName = NonNullable<(typeof fieldNames)[Datatype]>;
type Read = (reader: BinaryReader) => number;

const { Varint, Bit32, Bit64 } = WireType;
const numberFields: Readonly<Record<number, readonly [name: FieldName, wireType: WireType, read: Read]>> = {
  1: ['bool_contents', Varint, (reader) => Number(reader.bool())],
  2: ['int_contents', Varint, (reader) => reader.int32()],
  3: ['int64_contents', Varint, (reader) => Number(reader.int64())],
  4: ['uint_contents', Varint, (reader) => reader.uint32()],
  5: ['uint64_contents', Varint, (reader) => Number(reader.uint64())],
  6: ['fp32_contents', Bit32, (reader) => reader.float()],
  7: ['fp64_contents', Bit64, (reader) => reader.double()],
};
const textsFieldNumber = 8;

/** Elements as they come, before the datatype and the shape of their tensor are known. */
export class TensorContents {
  readonly #numbers = new Map<FieldName, GrowingNumbers>();
  readonly #texts: string[] = [];

  get isEmpty(): boolean {
    return this.#numbers.size === 0 && this.#texts.length === 0;
  }

  /** How the fields are read into this. */
  get fields(): Fields {
    const texts = bytesField((bytes) => this.#texts.push(textOf(bytes)));
    const numbers = Object.entries(numberFields).map(([number, [name, wireType, read]]) => {
      return [number, repeatedField(wireType, (reader) => this.#of(name).push(read(reader)))] as const;
    });
    return Object.fromEntries([...numbers, [textsFieldNumber, texts]]);
  }

  /**
   * The elements of a tensor; other work may go on wherever this yields.
   *
   * @throws BODY_INVALID at the path for another number of elements than the shape holds, fields of another datatype, and whole
   *   numbers beyond 2^53.
   */
  *elements({ datatype, shape }: Omit<Tensor, 'data'>, path: string): Generator<void, Tensor['data']> {
    const wanted = fieldNames[datatype];
    if (wanted === undefined) throw invalid(path, `${datatype} is taken in raw_input_contents alone`);
    const found = [...this.#numbers.keys(), ...(this.#texts.length > 0 ? ['bytes_contents'] : [])];
    const other = found.find((name) => name !== wanted);
    if (other !== undefined) throw invalid(path, `${datatype} comes in ${wanted}, found ${other}`);
    const data = datatype === 'BYTES' ? this.#texts : (this.#numbers.get(wanted)?.taken() ?? new Float64Array(0));
    const count = elementsOf(shape);
    if (data.length !== count) {
      throw invalid(`${path}.${wanted}`, `expected ${count} elements as the shape says, found ${data.length}`);
    }
    if (!datatype.endsWith('INT64')) return data;
    const atOnce = elementsAtOnce(datatype);
    for (let i = 0; i < count; i++) {
      if (i > 0 && i % atOnce === 0) yield;
      if (!Number.isSafeInteger(data[i])) throw invalid(`${path}.${wanted}`, 'a whole number lies within 2^53');
    }
    return data;
  }

  #of(name: FieldName): GrowingNumbers {
    let numbers = this.#numbers.get(name);
    if (!numbers) {
      numbers = new GrowingNumbers();
      this.#numbers.set(name, numbers);
    }
    return numbers;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return readText(bytes);
  } catch {
    throw invalid('inputs', 'texts are UTF-8');
  }
}

/** Writes the fields of an answer's tensor; other work may go on wherever this yields. A missing text is an empty one. */
export function* writeContents(writer: BinaryWriter, { datatype, data }: Tensor): Generator<void, void> {
  const atOnce = elementsAtOnce(datatype);
  if (!(data instanceof Float64Array)) {
    for (let i = 0; i < data.length; i++) {
      if (i > 0 && i % atOnce === 0) yield;
      writer.tag(textsFieldNumber, WireType.LengthDelimited).string(data[i] ?? '');
    }
    return;
  }
  if (data.length === 0) return;
  const [number, write] = writers[datatype] ?? writers.FP64;
  writer.tag(number, WireType.LengthDelimited).fork();
  for (let i = 0; i < data.length; i++) {
    if (i > 0 && i % atOnce === 0) yield;
    write(writer, data[i]);
  }
  writer.join();
}

/** Datatypes of answers; an ONNX graph may have any of them. */
const writers: { readonly FP64: NumberWriter } & Partial<Record<Datatype, NumberWriter>> = {
  BOOL: [1, (writer, value) => writer.bool(value === 1)],
  INT8: [2, (writer, value) => writer.int32(value)],
  INT16: [2, (writer, value) => writer.int32(value)],
  INT32: [2, (writer, value) => writer.int32(value)],
  UINT8: [4, (writer, value) => writer.uint32(value)],
  UINT16: [4, (writer, value) => writer.uint32(value)],
  UINT32: [4, (writer, value) => writer.uint32(value)],
  UINT64: [5, (writer, value) => writer.uint64(BigInt(value))],
  FP32: [6, (writer, value) => writer.float(value)],
  INT64: [3, (writer, value) => writer.int64(BigInt(value))],
  FP64: [7, (writer, value) => writer.double(value)],
};
type NumberWriter = readonly [field: number, write: (writer: BinaryWriter, value: number) => void];

/** Numbers of which nobody knows how many will come. */
class GrowingNumbers {
  #values = new Float64Array(16);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(this.#length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  /** All of them, in an array of their own. */
  taken(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}
