/** Distinct values, shares of rows, and places that part the rows evenly. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evenPlaces, middleShares } from './value-shares.ts';

it('counts the rows below a value and half of its own, without missing and infinite ones', () => {
  const values = Float64Array.of(3, Number.NaN, 1, 3, Number.POSITIVE_INFINITY, 2);
  const { distinct, shares } = middleShares(values, undefined);
  expect([...distinct]).toEqual([1, 2, 3]);
  expect([...shares]).toEqual([0.125, 0.375, 0.75]);
});

it('takes a weight as so many rows', () => {
  const weighted = middleShares(Float64Array.of(5, 1, 4), Float64Array.of(1, 3, 2));
  expect(weighted).toEqual(middleShares(Float64Array.of(5, 1, 1, 1, 4, 4), undefined));
});

it('has both ends among at most so many places', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 2, max: 30 }), (of, most) => {
      const { shares } = middleShares(Float64Array.from(of.keys()), Float64Array.from(of));
      const places = evenPlaces(shares, most);
      expect(places.length).toBeLessThanOrEqual(most);
      expect([places[0], places[places.length - 1]]).toEqual([0, of.length - 1]);
      expect(places.every((place, i) => i === 0 || places[i - 1] < place)).toBe(true);
    }),
  );
});
