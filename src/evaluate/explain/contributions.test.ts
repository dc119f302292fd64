/** Sums of contributions over columns of one origin, by hand. */
import { describe, expect, it } from 'vitest';
import { sumByOrigin } from './contributions.ts';

describe('sumByOrigin', () => {
  /** Columns a1, b, a2 of two outputs and two rows. */
  const names = ['a1', 'b', 'a2'];
  const values = Float64Array.of(1, 2, 10, 20, 100, 200, 5, 6, 50, 60, 500, 600);
  const pair = (i: number, j: number) => [i + 1 + 10 * (j + 1), 100 * (i + j)];
  const interactions = Float64Array.from(
    [0, 1].flatMap((k) => [0, 1, 2].flatMap((i) => [0, 1, 2].flatMap((j) => pair(i, j).map((x) => x + 1000 * k)))),
  );

  it('adds values and both sides of interactions', () => {
    const summed = sumByOrigin({ names, values, interactions }, ['a', 'b', 'a'], 2, 2);
    expect(summed.names).toEqual(['a', 'b']);
    expect([...summed.values]).toEqual([101, 202, 10, 20, 505, 606, 50, 60]);
    const first = [11 + 31 + 13 + 33, 0 + 200 + 200 + 400, 21 + 23, 100 + 300, 12 + 32, 100 + 300, 22, 200];
    const counts = [4, 4, 2, 2, 2, 2, 1, 1];
    expect([...summed.interactions!]).toEqual([...first, ...first.map((x, i) => x + 1000 * counts[i])]);
  });

  it('only renames where every column has its own origin', () => {
    const summed = sumByOrigin({ names, values }, ['x', 'y', 'z'], 2, 2);
    expect(summed).toEqual({ names: ['x', 'y', 'z'], values });
    expect(summed.values).toBe(values);
  });
});
