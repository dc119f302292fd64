/** The permutation test against scipy where all patterns are counted, near that where they are drawn, and where there is no doubt. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pairedPermutationTest } from './paired-permutation-test.ts';

interface Reference {
  readonly permutation: readonly { a: number[]; b: number[]; difference: number; pValue: number }[];
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/paired-scores.json', import.meta.url), 'utf8'),
);

describe('the permutation test', () => {
  it.each(reference.permutation)('is what scipy gives over all patterns, %#', ({ a, b, difference, pValue }) => {
    const found = pairedPermutationTest(a, b);
    expect(found.method).toBe('exact');
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.pValue).toBeCloseTo(pValue, 12);
  });

  it('drawn patterns come near, and the same ones for the same seed', () => {
    const { a, b, pValue } = reference.permutation[4];
    const drawn = pairedPermutationTest(a, b, { permutations: 4000 });
    expect(drawn.method).toBe('sampled');
    expect(Math.abs(drawn.pValue - pValue)).toBeLessThan(4 * Math.sqrt((pValue * (1 - pValue)) / 4000) + 1 / 4000);
    expect(pairedPermutationTest(a, b, { permutations: 4000 })).toEqual(drawn);
    expect(pairedPermutationTest(a, b, { permutations: 4000, seed: 5 }).pValue).not.toBe(drawn.pValue);
  });

  it('no difference is no doubt, and sides swap the sign', () => {
    const same = Array.from({ length: 40 }, (_, i) => i);
    expect(pairedPermutationTest(same, same)).toMatchObject({ difference: 0, pValue: 1 });
    expect(pairedPermutationTest([3], [1])).toEqual({ difference: 2, pValue: 1, method: 'exact' });
    const { a, b } = reference.permutation[2];
    const [there, back] = [pairedPermutationTest(a, b), pairedPermutationTest(b, a)];
    expect(back).toEqual({ ...there, difference: -there.difference });
  });

  it.each([
    [[1, 2], [1], {}, 'SHAPE_MISMATCH'],
    [[], [], {}, 'SHAPE_MISMATCH'],
    [[1, Number.NaN], [1, 2], {}, 'VALUE_INVALID'],
    [[1], [2], { permutations: 0 }, 'PARAM_INVALID'],
    [[1], [2], { permutations: 2_000_000 }, 'PARAM_INVALID'],
    [[1], [2], { seed: -1 }, 'PARAM_INVALID'],
  ])('refuses what does not fit, %#', (a, b, options, code) => {
    expect(() => pairedPermutationTest(a, b, options)).toThrow(expect.objectContaining({ code }));
  });
});
