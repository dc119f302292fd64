import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, compareCodeUnits, type Json } from './canonical-json.ts';

const noNegativeZero = (value: unknown): boolean =>
  JSON.stringify(value, (_, item) => (Object.is(item, -0) ? { negativeZero: true } : item)).includes('negativeZero') ===
  false;

const json = fc.jsonValue().filter(noNegativeZero) as fc.Arbitrary<Json>;

/** The same value with the fields of every object in reverse order. */
function turned(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => turned(item as Json));
  const entries = Object.entries(value as Record<string, Json>).map(([key, item]) => [key, turned(item)] as const);
  return Object.fromEntries(entries.reverse());
}

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('does not depend on the order in which fields were set', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('sorts fields by code unit at every depth and writes no space', () => {
    const value = { b: [{ z: 1, é: 2, Z: 3 }], a: 'x y', 10: true, 9: null };
    expect(canonicalJson(value)).toBe('{"10":true,"9":null,"a":"x y","b":[{"Z":3,"z":1,"é":2}]}');
  });

  it('leaves out fields that are undefined, so that an absent option and an unset one are the same', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe(canonicalJson({ b: 1 }));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
  });

  it('keeps every finite number bit for bit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(number, (value) => {
        expect(JSON.parse(canonicalJson(value))).toBe(value);
      }),
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [-0]])(
    'refuses %s, which JSON would change',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(RangeError);
      expect(() => canonicalJson({ deep: [value] })).toThrow(RangeError);
    },
  );
});

describe('compareCodeUnits', () => {
  it('is the total order that UTF-16 code units have, whatever the language', () => {
    const text = fc.array(fc.nat(0xffff), { maxLength: 4 }).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const order = compareCodeUnits(a, b);
        expect(order).toBe(-compareCodeUnits(b, a) + 0);
        expect(order === 0).toBe(a === b);
        const units = (word: string) => Array.from({ length: word.length }, (_, i) => word.charCodeAt(i));
        const [left, right] = [units(a), units(b)];
        const at = left.findIndex((unit, i) => unit !== right[i]);
        const expected = at < 0 || at >= right.length ? left.length - right.length : left[at] - right[at];
        expect(Math.sign(order)).toBe(Math.sign(expected));
      }),
    );
    expect(['i', 'İ', 'I', 'ı', 'Z', 'a'].sort(compareCodeUnits)).toEqual(['I', 'Z', 'a', 'i', 'İ', 'ı']);
  });
});
