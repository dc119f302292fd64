/** Permutation test of paired differences. */
import { mean } from '../reduce.ts';
import type { Rng } from '../rng.ts';

/** Sums that are equal but for rounding count as equal. */
const rounding = 1e-12;

/**
 * Tests whether paired differences scatter around 0: if they do, each could as well have the other sign. Two-sided, by random signs.
 *
 * @param differences one per pair.
 * @returns pValue: (1 + count of sign patterns whose mean is as far from 0) / (1 + permutations), so never 0 (Phipson, Smyth 2010).
 *   NaN without differences or with a NaN among them.
 */
export function pairedPermutation(
  differences: ArrayLike<number>,
  { rng, permutations }: { readonly rng: Rng; readonly permutations: number },
): { mean: number; pValue: number } {
  const n = differences.length;
  const centre = mean(differences);
  if (Number.isNaN(centre)) return { mean: Number.NaN, pValue: Number.NaN };
  let magnitude = 0;
  let observed = 0;
  for (let i = 0; i < n; i++) {
    magnitude += Math.abs(differences[i]);
    observed += differences[i];
  }
  const least = Math.abs(observed) - rounding * magnitude;
  let asFar = 0;
  for (let round = 0; round < permutations; round++) {
    let total = 0;
    let bits = 0;
    for (let i = 0; i < n; i++) {
      if ((i & 31) === 0) bits = rng.uint32();
      // Times 1 or -1: a branch on a random bit would be mispredicted half of the time.
      total += differences[i] * (1 - 2 * (bits & 1));
      bits >>>= 1;
    }
    if (Math.abs(total) >= least) asFar++;
  }
  return { mean: centre, pValue: (1 + asFar) / (1 + permutations) };
}
