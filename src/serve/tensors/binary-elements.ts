/** Elements of tensors as the bytes that binary transports carry: row-major, little-endian; BYTES as length (u32) and bytes each. */
import { endianness } from 'node:os';
import { TextDecoder } from 'node:util';
import { elementsAtOnce } from './elements-at-once.ts';
import type { Datatype, Tensor } from './tensor.ts';

const sizes: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  FP32: 4,
  FP64: 8,
};

const lengthBytes = 4;
const isLittleEndian = endianness() === 'LE';

/**
 * Reads `count` elements that fill the bytes, a turn's worth at a time; other work may go on wherever this yields. Numbers that lie as
 * the processor has them stay where they are.
 *
 * @throws RangeError saying what does not fit: the number of bytes, a BOOL that is neither 0 nor 1, a whole number beyond 2^53, text
 *   that is not UTF-8.
 */
export function* readElements(datatype: Datatype, count: number, bytes: Uint8Array): Generator<void, Tensor['data']> {
  if (datatype === 'BYTES') return yield* readTexts(count, bytes);
  const size = sizes[datatype];
  if (bytes.length !== count * size) {
    throw new RangeError(`${count} elements of ${datatype} take ${count * size} bytes, found ${bytes.length}`);
  }
  if (datatype === 'FP64' && isLittleEndian && bytes.byteOffset % size === 0) {
    return new Float64Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, count);
  }
  const values = new Float64Array(count);
  const atOnce = elementsAtOnce(datatype);
  for (let from = 0; from < count; from += atOnce) {
    if (from > 0) yield;
    readNumbers(datatype, bytes.subarray(from * size, (from + atOnce) * size), values.subarray(from, from + atOnce));
  }
  return values;
}

/** Reads numbers until `values` is full. */
function readNumbers(datatype: Exclude<Datatype, 'BYTES'>, bytes: Uint8Array, values: Float64Array): void {
  if (datatype === 'FP64' && isLittleEndian) {
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes);
  } else if (datatype === 'FP32' && isLittleEndian) {
    values.set(new Float32Array(new Uint8Array(bytes).buffer));
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [read, size] = [readers[datatype], sizes[datatype]];
    for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  }
}

const readers: Readonly<Record<Exclude<Datatype, 'BYTES'>, (view: DataView, at: number) => number>> = {
  BOOL: (view, at) => {
    const value = view.getUint8(at);
    if (value > 1) throw new RangeError(`a BOOL is 0 or 1, found ${value}`);
    return value;
  },
  UINT8: (view, at) => view.getUint8(at),
  UINT16: (view, at) => view.getUint16(at, true),
  UINT32: (view, at) => view.getUint32(at, true),
  UINT64: (view, at) => exact(view.getBigUint64(at, true)),
  INT8: (view, at) => view.getInt8(at),
  INT16: (view, at) => view.getInt16(at, true),
  INT32: (view, at) => view.getInt32(at, true),
  INT64: (view, at) => exact(view.getBigInt64(at, true)),
  FP16: (view, at) => halfPrecision(view.getUint16(at, true)),
  FP32: (view, at) => view.getFloat32(at, true),
  FP64: (view, at) => view.getFloat64(at, true),
};

function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('a whole number lies within 2^53');
  return number;
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Numbers below the normal range lack the leading 1 and share the smallest exponent.
  const significand = exponent === 0 ? fraction : fraction + 1024;
  const shift = Math.max(exponent, 1);
  return (sign * significand * (shift > 15 ? 1 << (shift - 15) : 1 / (1 << (15 - shift)))) / 1024;
}

function* readTexts(count: number, bytes: Uint8Array): Generator<void, string[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const atOnce = elementsAtOnce('BYTES');
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (i > 0 && i % atOnce === 0) yield;
    const from = at + lengthBytes;
    at = from <= bytes.length ? from + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (at > bytes.length) throw new RangeError(`${count} elements of BYTES need more than ${bytes.length} bytes`);
    texts.push(readText(bytes.subarray(from, at)));
  }
  if (at !== bytes.length) throw new RangeError(`${count} elements of BYTES take ${at} bytes, found ${bytes.length}`);
  return texts;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One text. @throws RangeError for bytes that are not UTF-8 */
export function readText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RangeError('texts are UTF-8');
  }
}

/** The elements of an answer's tensor, of every datatype but FP16, a turn's worth at a time; a missing text is an empty one. */
export function* writeElements({ datatype, data }: Pick<Tensor, 'datatype' | 'data'>): Generator<void, Uint8Array> {
  if (!(data instanceof Float64Array)) return yield* writeTexts(data);
  if (datatype === 'FP64' && isLittleEndian) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const write = writers[datatype] ?? writers.FP64;
  const size = datatype === 'BYTES' ? sizes.FP64 : sizes[datatype];
  const bytes = new Uint8Array(data.length * size);
  const view = new DataView(bytes.buffer);
  const atOnce = elementsAtOnce(datatype);
  for (let i = 0; i < data.length; i++) {
    if (i > 0 && i % atOnce === 0) yield;
    write(view, i * size, data[i]);
  }
  return bytes;
}

type Write = (view: DataView, at: number, value: number) => void;

const writers: { readonly FP64: Write } & Partial<Readonly<Record<Datatype, Write>>> = {
  BOOL: (view, at, value) => view.setUint8(at, value),
  UINT8: (view, at, value) => view.setUint8(at, value),
  UINT16: (view, at, value) => view.setUint16(at, value, true),
  UINT32: (view, at, value) => view.setUint32(at, value, true),
  UINT64: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
  INT8: (view, at, value) => view.setInt8(at, value),
  INT16: (view, at, value) => view.setInt16(at, value, true),
  INT32: (view, at, value) => view.setInt32(at, value, true),
  INT64: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  FP32: (view, at, value) => view.setFloat32(at, value, true),
  FP64: (view, at, value) => view.setFloat64(at, value, true),
};

function* writeTexts(texts: readonly (string | null)[]): Generator<void, Uint8Array> {
  const atOnce = elementsAtOnce('BYTES');
  let size = lengthBytes * texts.length;
  for (let i = 0; i < texts.length; i++) {
    if (i > 0 && i % atOnce === 0) yield;
    size += Buffer.byteLength(texts[i] ?? '');
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let i = 0; i < texts.length; i++) {
    if (i > 0 && i % atOnce === 0) yield;
    const length = bytes.write(texts[i] ?? '', at + lengthBytes);
    bytes.writeUInt32LE(length, at);
    at += lengthBytes + length;
  }
  return bytes;
}
