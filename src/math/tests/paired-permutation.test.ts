/** The permutation test against all sign patterns, and how often it errs. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../philox.ts';
import { pairedPermutation } from './paired-permutation.ts';

/** Share of all 2^n sign patterns whose sum is as far from 0. */
function exactPValue(differences: readonly number[]): number {
  const observed = Math.abs(differences.reduce((total, value) => total + value, 0));
  let asFar = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const total = differences.reduce((sum, value, i) => sum + ((signs >> i) & 1 ? value : -value), 0);
    if (Math.abs(total) >= observed - 1e-9) asFar++;
  }
  return asFar / 2 ** differences.length;
}

describe('pairedPermutation', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6]],
    [[0.1, -0.2, 0.3, 0.4, -0.1, 0.2, 0.3]],
    [[3, -1, 2, 0, 0, 1.5, -0.5, 2.5, 1]],
    // Many patterns have the same sum in other roundings.
    [[0.1, 0.3, 0.2, -0.1, -0.2, -0.1]],
  ])('comes near the share of all sign patterns of %j', (differences) => {
    const { mean, pValue } = pairedPermutation(differences, { rng: createRng(1), permutations: 20_000 });
    expect(mean).toBeCloseTo(differences.reduce((total, value) => total + value, 0) / differences.length, 14);
    const exact = exactPValue(differences);
    expect(Math.abs(pValue - exact)).toBeLessThan(4.5 * Math.sqrt((exact * (1 - exact)) / 20_000) + 1e-4);
  });

  it('flips the signs of more pairs than a word has bits, each on its own', () => {
    // Only the 40th and 41st pairs differ: their signs agree in half of the patterns.
    const differences = new Float64Array(70);
    differences[40] = 1;
    differences[41] = 1;
    const { pValue } = pairedPermutation(differences, { rng: createRng(2), permutations: 10_000 });
    expect(Math.abs(pValue - 0.5)).toBeLessThan(0.025);
  });

  it('repeats with the seed, and never says 0', () => {
    const differences = Float64Array.from({ length: 60 }, (_, i) => 1 + (i % 7));
    const run = (seed: number) => pairedPermutation(differences, { rng: createRng(seed), permutations: 999 });
    expect(run(5)).toEqual(run(5));
    expect(run(5).pValue).toBe(0.001);
  });

  it('no difference gives 1; none at all or a NaN gives NaN', () => {
    const options = { rng: createRng(1), permutations: 100 };
    expect(pairedPermutation([0, 0, 0], options)).toEqual({ mean: 0, pValue: 1 });
    expect(pairedPermutation([], options)).toEqual({ mean: Number.NaN, pValue: Number.NaN });
    expect(pairedPermutation([1, Number.NaN], options)).toEqual({ mean: Number.NaN, pValue: Number.NaN });
  });

  it('errs about as often as its level says', () => {
    const rng = createRng(6);
    let rejected = 0;
    for (let i = 0; i < 1000; i++) {
      const differences = Float64Array.from({ length: 40 }, () => rng.normal() * (1 + rng.integer(3)));
      if (pairedPermutation(differences, { rng: rng.split(String(i)), permutations: 199 }).pValue <= 0.05) rejected++;
    }
    expect(Math.abs(rejected / 1000 - 0.05)).toBeLessThan(0.025);
  });
});
