/** Fronts against their definition, and the properties of domination and crowding. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crowdingDistances, dominates, nondominatedFronts } from './pareto.ts';

const coordinate = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Number.POSITIVE_INFINITY));
const cloud = fc
  .integer({ min: 1, max: 4 })
  .chain((size) => fc.array(fc.array(coordinate, { minLength: size, maxLength: size }), { maxLength: 25 }));

test('domination is irreflexive, and holds between neighbours in order', () => {
  expect(dominates([1, 2], [1, 2])).toBe(false);
  expect(dominates([1, 2], [1, 3])).toBe(true);
  expect(dominates([0, 4], [1, 3])).toBe(false);
});

test('each front is what nothing in it or after it dominates, and each member of a later front is dominated from the one before', () => {
  fc.assert(
    fc.property(cloud, (points) => {
      const fronts = nondominatedFronts(points);
      const indices = fronts.flat();
      expect([...indices].sort((i, j) => i - j)).toEqual(points.map((_, i) => i));
      fronts.forEach((front, f) => {
        expect(front).toEqual([...front].sort((i, j) => i - j));
        const rest = fronts.slice(f).flat();
        for (const i of front) {
          expect(rest.some((other) => dominates(points[other], points[i]))).toBe(false);
          if (f > 0) expect(fronts[f - 1].some((other) => dominates(points[other], points[i]))).toBe(true);
        }
      });
    }),
  );
});

test('crowding is the sum of relative gaps between neighbours, and the outermost are alone', () => {
  const points = [
    [0, 10],
    [1, 4],
    [2, 2],
    [10, 0],
  ];
  expect([...crowdingDistances(points)]).toEqual([
    Number.POSITIVE_INFINITY,
    0.2 + 0.8,
    expect.closeTo(0.9 + 0.4, 12),
    Number.POSITIVE_INFINITY,
  ]);
  expect([...crowdingDistances([])]).toEqual([]);
  expect([...crowdingDistances([[3], [3], [3]])]).toEqual([Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY]);
});
