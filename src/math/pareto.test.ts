/** Fronts against their definition, and the properties of domination and crowding. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crowdingDistances, dominates, nondominatedFronts, paretoFront } from './pareto.ts';

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

test('the Pareto front is the first of the fronts', () => {
  fc.assert(
    fc.property(cloud, (points) => {
      expect(paretoFront(points)).toEqual(nondominatedFronts(points)[0] ?? []);
    }),
  );
});

test('many points of two coordinates are compared with few', () => {
  // A square of points that are as many fronts as it has diagonals; comparing each with each would take minutes.
  const side = 100;
  const square = Array.from({ length: side * side }, (_, i) => [i % side, Math.floor(i / side)]);
  const fronts = nondominatedFronts(square);
  expect(fronts.map((front) => front.length)).toEqual(
    Array.from({ length: 2 * side - 1 }, (_, f) => side - Math.abs(f - side + 1)),
  );
  const line = square.map((_, i) => [i, -i]);
  expect(paretoFront(line)).toHaveLength(line.length);
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
