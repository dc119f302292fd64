/** Hypervolumes against pymoo and a grid of cells. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import reference from '../../tests/reference/math/hypervolume.json' with { type: 'json' };
import { dominatedVolume } from './hypervolume.ts';
import { nondominatedFronts } from './pareto.ts';

test.each(
  reference.cases.map((described) => [described.points.length, described.reference.length, described] as const),
)(
  'of %i points in %i coordinates the volume and the fronts are those of pymoo',
  (_, __, { points, reference: corner, volume, fronts }) => {
    expect(dominatedVolume(points, corner)).toBeCloseTo(volume, 12);
    expect(nondominatedFronts(points)).toEqual(fronts);
  },
);

test('the volume is the number of dominated cells of a grid', () => {
  const cloud = fc
    .integer({ min: 1, max: 4 })
    .chain((m) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: m, maxLength: m }), {
        minLength: 1,
        maxLength: 8,
      }),
    );
  fc.assert(
    fc.property(cloud, (points) => {
      const m = points[0].length;
      let cells = 0;
      for (let cell = 0; cell < 4 ** m; cell++) {
        const corner = Array.from({ length: m }, (_, c) => Math.floor(cell / 4 ** c) % 4);
        if (points.some((point) => point.every((coordinate, c) => coordinate <= corner[c]))) cells++;
      }
      expect(dominatedVolume(points, Array(m).fill(4))).toBe(cells);
    }),
  );
});

test('refuses points that do not fit', () => {
  expect(dominatedVolume([], [1, 1])).toBe(0);
  expect(() => dominatedVolume([[1]], [1, 1])).toThrow('2 coordinates');
  expect(() => dominatedVolume([[1, Number.NaN]], [1, 1])).toThrow('NaN');
});
