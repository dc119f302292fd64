import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from './errors.ts';
import { type Packable, pack, unpack } from './pack.ts';

const typedArray = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.uint16Array(),
  fc.int8Array(),
  fc.uint8Array(),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
const { value: packable } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.string({ unit: 'grapheme' }),
    typedArray,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: false }),
  ),
})) as { value: fc.Arbitrary<Packable> };

/** Reads damaged or foreign bytes; fails on anything but a value or the one error that is promised. */
function read(bytes: Uint8Array): 'value' | 'damaged' {
  try {
    unpack(bytes, 'blob');
    return 'value';
  } catch (error) {
    if (!isModelwrightError(error)) throw error;
    expect(error).toMatchObject({ code: 'ARTIFACT_DAMAGED', details: { hash: 'blob' } });
    return 'damaged';
  }
}

/** A packed file with this header and body. */
function fileOf(header: unknown, body: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bodyAt = Math.ceil((12 + text.length) / 8) * 8;
  const bytes = new Uint8Array(bodyAt + body.length);
  bytes.set(new TextEncoder().encode('MWPACK1\n'));
  new DataView(bytes.buffer).setUint32(8, text.length, true);
  bytes.set(text, 12);
  bytes.set(body, bodyAt);
  return bytes;
}

const sample = {
  weights: new Float64Array([1.5, Number.NaN, -0]),
  names: ['a', 'é'],
  deep: { codes: new Int32Array(3) },
};

describe('pack and unpack', () => {
  it('bring every value back, and equal values as equal bytes', () => {
    fc.assert(
      fc.property(packable, (value) => {
        const bytes = pack(value);
        const back = unpack(bytes, 'blob');
        expect(back).toEqual(value);
        expect(Buffer.from(pack(back)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('keep -0, infinities and subnormal numbers inside arrays, and write every NaN as one', () => {
    const foreign = new Float64Array(new Uint32Array([7, 0x7ff80abc]).buffer);
    expect(pack(foreign)).toEqual(pack(new Float64Array([Number.NaN])));
    const values = new Float64Array([-0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE]);
    const back = unpack(pack(values), 'blob') as Float64Array;
    expect(Array.from(back, (value, i) => Object.is(value, values[i]))).toEqual([true, true, true, true, true]);
  });

  it('do not depend on the order of fields, and leave the packed value as it was', () => {
    const nan = new Float64Array(new Uint32Array([7, 0x7ff80abc]).buffer);
    expect(pack({ b: nan, a: 1 })).toEqual(pack({ a: 1, b: nan }));
    expect(new Uint32Array(nan.buffer)).toEqual(new Uint32Array([7, 0x7ff80abc]));
  });

  it('give arrays of their own, also out of a file that is part of a larger buffer', () => {
    const bytes = pack(sample);
    const shifted = Buffer.concat([Buffer.from('abc'), bytes]).subarray(3);
    const back = unpack(shifted, 'blob') as typeof sample;
    expect(back).toEqual(sample);
    back.weights[0] = 9;
    expect(unpack(shifted, 'blob')).toEqual(sample);
  });

  it('take a key named like the prototype as a key', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Packable;
    const back = unpack(pack(value), 'blob') as Record<string, unknown>;
    expect(Object.keys(back).sort()).toEqual(['__proto__', 'constructor']);
    expect(back['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [-0]])('refuse %s outside an array', (value) => {
    expect(() => pack({ value })).toThrow(RangeError);
  });

  it('refuse arrays of a type that readers do not know', () => {
    // The type refuses it too; data from elsewhere has no types.
    expect(() => pack(new BigInt64Array(1) as unknown as Packable)).toThrow(RangeError);
  });
});

describe('unpack of a damaged file', () => {
  const bytes = pack(sample);

  it('refuses it cut short or longer at any byte', () => {
    for (let length = 0; length < bytes.length; length++) expect(read(bytes.subarray(0, length))).toBe('damaged');
    expect(read(Buffer.concat([bytes, new Uint8Array(8)]))).toBe('damaged');
  });

  it('answers or refuses, whatever byte was changed', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] ^= flip;
        read(changed);
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void read(any)));
  });

  const array = { path: ['a'], type: 'f64', offset: 0, length: 1 };
  const body = new Uint8Array(8);
  it.each([
    ['no list of arrays', { structure: null }],
    ['a type that is not known', { arrays: [{ ...array, type: 'f16' }], structure: { a: null } }],
    ['a type named like a method', { arrays: [{ ...array, type: 'constructor' }], structure: { a: null } }],
    ['a negative offset', { arrays: [{ ...array, offset: -8 }], structure: { a: null } }],
    ['a length beyond the file', { arrays: [{ ...array, length: 2 ** 40 }], structure: { a: null } }],
    ['a place that does not exist', { arrays: [{ ...array, path: ['b'] }], structure: { a: null } }],
    ['a place on the prototype', { arrays: [{ ...array, path: ['__proto__', 'x'] }], structure: { a: null } }],
    ['a place that holds a value', { arrays: [array], structure: { a: 1 } }],
    ['two arrays for one place', { arrays: [array, array], structure: { a: null } }],
    ['an array inside an array', { arrays: [array, { ...array, path: ['a', 0] }], structure: { a: null } }],
    ['no places at all', { arrays: [{ ...array, path: 'a' }], structure: { a: null } }],
    ['null for an array', { arrays: [null], structure: { a: null } }],
    ['a header that is no object', 7],
    ['no header', null],
  ])('refuses %s', (_, header) => {
    expect(read(fileOf({ arrays: [array], structure: { a: null } }, body))).toBe('value');
    expect(read(fileOf(header, body))).toBe('damaged');
  });

  it('refuses an array that begins within a number of another', () => {
    const two = (offset: number) => ({
      arrays: [
        { ...array, offset: 8 },
        { ...array, path: ['b'], offset },
      ],
      structure: { a: null, b: null },
    });
    expect(read(fileOf(two(0), new Uint8Array(16)))).toBe('value');
    expect(read(fileOf(two(4), new Uint8Array(16)))).toBe('damaged');
  });

  it('refuses what nests too deep for any reader', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(read(fileOf({ arrays: [], structure: JSON.parse(nested(60)) }))).toBe('value');
    expect(read(fileOf({ arrays: [], structure: JSON.parse(nested(2000)) }))).toBe('damaged');
  });
});
