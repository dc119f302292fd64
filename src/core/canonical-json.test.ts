import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, compareCodeUnits, type Json } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value).replaceAll('-0,', '0,')) as Json;
        if (JSON.stringify(plain).includes('-0')) return;
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });

  it('spells a value in one way: keys by code unit, no spaces, nothing undefined', () => {
    expect(canonicalJson({ b: [1, { z: 'ä', a: null }], B: true, a: undefined })).toBe(
      '{"B":true,"b":[1,{"a":null,"z":"ä"}]}',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -0])('refuses %s, which JSON would change', (value) => {
    expect(() => canonicalJson([value])).toThrow(RangeError);
  });
});

describe('compareCodeUnits', () => {
  it('is the order of sort() without a locale', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const plain = [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect([...texts].sort(compareCodeUnits)).toEqual(plain);
      }),
    );
    expect(['ä', 'z', 'I', 'i', 'ı'].sort(compareCodeUnits)).toEqual(['I', 'i', 'z', 'ä', 'ı']);
  });
});
