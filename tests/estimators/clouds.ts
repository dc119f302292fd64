/** Clouds of points for the tests of clusterings, and how near their figures must be to a reference. */
import { expect } from 'vitest';

/** Points as the clusterings take them; all weights are 1 without others. */
export function cloudOf(rows: readonly (readonly number[])[], weights?: ArrayLike<number> | null) {
  return {
    points: Float64Array.from(rows.flat()),
    nFeatures: rows[0].length,
    weights: weights ? Float64Array.from(weights) : new Float64Array(rows.length).fill(1),
  };
}

/** As many numbers, each equal to about so many digits behind the point. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 9): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
}
