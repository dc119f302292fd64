/** Widths from a kept order are those of sorting the places anew. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaceOrder } from './place-order.ts';

/** By the definition: the larger distance to the neighbours among the same places, the earlier of equal ones below. */
function widthsOf(places: readonly number[], low: number, high: number): number[] {
  const order = [...places.keys()].sort((a, b) => places[a] - places[b] || a - b);
  const least = (high - low) / Math.min(100, places.length + 2);
  return places.map((place, k) => {
    const at = order.indexOf(k);
    const beside = [order[at - 1], order[at + 1]].filter((one) => one !== undefined);
    const gaps = beside.map((one) => Math.abs(places[one] - place));
    const distance = places.length === 1 ? Math.max(place - low, high - place) : Math.max(...gaps);
    return Math.min(high - low, Math.max(least, distance));
  });
}

const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true }));

test('of any part of the observations, in any order of asking', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { minLength: 1, maxLength: 40 }), (observed) => {
      const order = new PlaceOrder((x) => 2 * x, 0, 10);
      const numbered = observed.map(([x, isGood], id) => ({ id, x, isGood }));
      for (const part of [
        numbered,
        numbered.filter(({ isGood }) => isGood),
        numbered.filter(({ isGood }) => !isGood),
      ]) {
        if (part.length === 0) continue;
        const places = part.map(({ id, x }) => order.placeOf(id, x));
        expect(places).toEqual(part.map(({ x }) => 2 * x));
        expect([...order.widths(part.map(({ id }) => id))]).toEqual(widthsOf(places, 0, 10));
      }
    }),
  );
});

test('an observation under the number of another takes its place', () => {
  const order = new PlaceOrder((x) => x, 0, 10);
  for (const [id, x] of [1, 4, 9].entries()) order.placeOf(id, x);
  order.placeOf(1, 7);
  expect([...order.widths([0, 1, 2])]).toEqual(widthsOf([1, 7, 9], 0, 10));
});
