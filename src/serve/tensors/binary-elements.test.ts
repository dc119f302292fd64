/** Elements as bytes: every datatype at its edges, what does not fit, and back again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { readElements as readInPieces, writeElements as writeInPieces } from './binary-elements.ts';
import type { Datatype, Tensor } from './tensor.ts';

const readElements = (...asked: Parameters<typeof readInPieces>) => takeAtOnce(readInPieces(...asked));
const writeElements = (tensor: Tensor) => takeAtOnce(writeInPieces(tensor));

const bytes = (...values: number[]) => Uint8Array.from(values);
const viewed = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('reading', () => {
  it.each<[Datatype, Uint8Array, number[]]>([
    ['BOOL', bytes(0, 1), [0, 1]],
    ['UINT8', bytes(255), [255]],
    ['UINT16', bytes(0xff, 0xff), [65_535]],
    ['UINT32', bytes(0, 0, 0, 128), [2 ** 31]],
    ['UINT64', viewed(BigUint64Array.of(2n ** 53n - 1n)), [2 ** 53 - 1]],
    ['INT8', bytes(128), [-128]],
    ['INT16', bytes(0, 128), [-32_768]],
    ['INT32', bytes(0, 0, 0, 128), [-(2 ** 31)]],
    ['INT64', viewed(BigInt64Array.of(-(2n ** 53n) + 1n, -1n)), [-(2 ** 53) + 1, -1]],
    ['FP32', viewed(Float32Array.of(0.1, -0, Number.NaN)), [Math.fround(0.1), -0, Number.NaN]],
    ['FP64', viewed(Float64Array.of(0.1, -0, Number.NaN, Infinity)), [0.1, -0, Number.NaN, Infinity]],
    // One, two thirds nearly, the largest, the smallest, the largest below the normal range, -0, infinity, NaN.
    [
      'FP16',
      viewed(Uint16Array.of(0x3c00, 0x3955, 0x7bff, 0x0001, 0x03ff, 0x8000, 0xfc00, 0x7e00)),
      [1, 0.666_503_906_25, 65_504, 2 ** -24, 1023 * 2 ** -24, -0, -Infinity, Number.NaN],
    ],
  ])('%s', (datatype, content, values) => {
    const read = readElements(datatype, values.length, content);
    expect(read).toEqual(Float64Array.from(values));
    // Bytes that lie anywhere in a larger block.
    const block = new Uint8Array(content.length + 3);
    block.set(content, 3);
    expect(readElements(datatype, values.length, block.subarray(3))).toEqual(read);
    expect(readElements(datatype, values.length, Buffer.from(block.buffer, 3))).toEqual(read);
    expect(() => readElements(datatype, values.length + 1, content)).toThrow(RangeError);
    expect(() => readElements(datatype, values.length, content.subarray(1))).toThrow(RangeError);
  });

  it('texts of any length', () => {
    expect(readElements('BYTES', 3, bytes(0, 0, 0, 0, 1, 0, 0, 0, 65, 2, 0, 0, 0, 0xc3, 0xa9))).toEqual(['', 'A', 'é']);
    expect(readElements('BYTES', 0, bytes())).toEqual([]);
  });

  it.each<[string, Datatype, number, Uint8Array]>([
    ['a truth value that is none', 'BOOL', 1, bytes(2)],
    ['a whole number that float64 would round', 'INT64', 1, viewed(BigInt64Array.of(2n ** 53n))],
    ['the same without a sign', 'UINT64', 1, viewed(BigUint64Array.of(2n ** 64n - 1n))],
    ['a text longer than the bytes', 'BYTES', 1, bytes(2, 0, 0, 0, 65)],
    ['a length that is cut', 'BYTES', 1, bytes(1, 0, 0)],
    ['a length of four gigabytes', 'BYTES', 1, bytes(255, 255, 255, 255)],
    ['bytes behind the last text', 'BYTES', 1, bytes(0, 0, 0, 0, 9)],
    ['fewer texts than promised', 'BYTES', 2, bytes(0, 0, 0, 0)],
    ['a text that is not UTF-8', 'BYTES', 1, bytes(2, 0, 0, 0, 0xc3, 0x28)],
  ])('refuses %s', (_, datatype, count, content) => {
    expect(() => readElements(datatype, count, content)).toThrow(RangeError);
  });

  it('any bytes are elements or a RangeError', () => {
    const datatype = fc.constantFrom<Datatype>('BOOL', 'INT64', 'FP16', 'FP64', 'BYTES');
    fc.assert(
      fc.property(datatype, fc.nat(9), fc.uint8Array({ maxLength: 40 }), (type, count, content) => {
        try {
          expect(readElements(type, count, content)).toHaveLength(count);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

it('what is written is read back', () => {
  const numbers = fc.float64Array({ maxLength: 20 });
  const safe = fc.array(fc.maxSafeInteger()).map((values) => Float64Array.from(values));
  const truth = fc.array(fc.nat(1)).map((values) => Float64Array.from(values));
  const texts = fc.array(fc.string({ unit: 'grapheme' }));
  const tensor = fc.oneof(
    numbers.map((data) => ({ datatype: 'FP64' as const, data })),
    safe.map((data) => ({ datatype: 'INT64' as const, data })),
    truth.map((data) => ({ datatype: 'BOOL' as const, data })),
    texts.map((data) => ({ datatype: 'BYTES' as const, data })),
  );
  fc.assert(
    fc.property(tensor, ({ datatype, data }) => {
      const written = writeElements({ name: 't', datatype, shape: [data.length], data });
      expect(readElements(datatype, data.length, written)).toEqual(data);
    }),
  );
});
