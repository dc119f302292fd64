import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from './errors.ts';
import { type Packable, pack, unpack } from './pack.ts';

/** Bits of everything that a packed value holds, prototypes aside. */
function bits(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const copy = (value as Float64Array).slice();
    return [
      value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name,
      Buffer.from(copy.buffer).toString('hex'),
    ];
  }
  if (Array.isArray(value)) return value.map(bits);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, bits(item)])
    .sort();
}

const array = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.uint16Array(),
  fc.int8Array(),
  fc.uint8Array(),
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const { value: packable } = fc.letrec<{ value: Packable }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, array, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
}));

describe('pack', () => {
  it('gives back every value to the bit', () => {
    fc.assert(
      fc.property(packable, (value) => {
        expect(bits(unpack(pack(value), 'x'))).toEqual(bits(value));
      }),
    );
  });

  it('gives equal bytes for equal values, whatever the order of keys and the kind of NaN', () => {
    const otherNaN = new Float64Array(new BigUint64Array([0x7ff8000000000001n]).buffer);
    expect(pack({ b: 1, a: new Float64Array([Number.NaN]) })).toEqual(pack({ a: otherNaN, b: 1 }));
  });

  it('reads a part of a larger buffer', () => {
    const packed = pack({ rows: new Float64Array([1, -0, Number.NaN]) });
    const around = Buffer.concat([Buffer.from('abc'), packed, Buffer.from('def')]);
    const { rows } = unpack(around.subarray(3, 3 + packed.length), 'x') as { rows: Float64Array };
    expect(Array.from(rows)).toEqual([1, -0, Number.NaN]);
  });

  it('keeps keys that mean something to objects as plain keys', () => {
    const value = JSON.parse('{"__proto__": 1, "constructor": {"prototype": 2}}') as Packable;
    expect(bits(unpack(pack(value), 'x'))).toEqual(bits(value));
  });

  it('refuses numbers that JSON would change', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -0]) expect(() => pack({ value })).toThrow(RangeError);
  });

  it('is total: damaged bytes give a value or ARTIFACT_DAMAGED', () => {
    const packed = pack({ a: new Float64Array([1, 2]), b: [new Int8Array([3]), { c: 'text' }] });
    const damaged = fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(packed.length));
    fc.assert(
      fc.property(damaged, ([at, change, length]) => {
        const bytes = packed.slice();
        bytes[at] ^= change;
        for (const candidate of [bytes, bytes.subarray(0, length), packed.subarray(0, length)]) {
          try {
            unpack(candidate, 'x');
          } catch (error) {
            expect(isModelwrightError(error) && error.code).toBe('ARTIFACT_DAMAGED');
          }
        }
      }),
    );
    expect(() => unpack(packed.subarray(0, packed.length - 1), 'x')).toThrow('x is damaged');
  });
});
