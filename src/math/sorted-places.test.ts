/** Counting among ascending numbers, against counting one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBelow, countUpTo } from './sorted-places.ts';

const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, 2, Number.POSITIVE_INFINITY));

describe('places among ascending numbers', () => {
  it('count what lies below a number, and up to it', () => {
    fc.assert(
      fc.property(fc.array(number), number, (list, x) => {
        const ascending = Float64Array.from(list).sort();
        expect(countBelow(ascending, x)).toBe(list.filter((one) => one < x).length);
        expect(countUpTo(ascending, x)).toBe(list.filter((one) => one <= x).length);
      }),
    );
  });

  it('hold where the number is one of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), (list) => {
        const ascending = Float64Array.from(list).sort();
        for (const [place, one] of ascending.entries()) expect(countBelow(ascending, one)).toBe(place);
      }),
    );
  });

  it('count nothing for NaN', () => {
    expect([countBelow([1, 2], Number.NaN), countUpTo([1, 2], Number.NaN)]).toEqual([0, 0]);
  });
});
