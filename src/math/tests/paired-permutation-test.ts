/** The permutation test of two models, for arrays of anyone. */
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../philox.ts';
import { mean } from '../reduce.ts';
import { pairedDifferences } from './paired-differences.ts';
import { pairedPermutation } from './paired-permutation.ts';

export interface PairedPermutationOptions {
  /** Most sign patterns, 1 to 1,000,000; default 10,000. With as many pairs as all patterns fit in, all are counted. */
  readonly permutations?: number;
  /** Whole number >= 0; default 0. */
  readonly seed?: number;
}

export interface PairedPermutationResult {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  /** Two-sided, of differences that could as well have the other sign. */
  readonly pValue: number;
  /** `exact`: over all sign patterns. */
  readonly method: 'exact' | 'sampled';
}

const mostPermutations = 1_000_000;
/** More pairs have more patterns than any number asked for. */
const mostExact = 20;
/** Sums that are equal but for rounding count as equal. */
const rounding = 1e-12;

/**
 * Compares two models by their losses (or scores) of the same rows, folds or data sets: were they alike, each difference could as
 * well have the other sign (Fisher 1935; sampled p-values as Phipson and Smyth 2010, never 0).
 *
 * @param valuesA, valuesB one per pair.
 * @returns pValue 1 when all differences are 0; with one pair it can only be 1.
 * @throws SHAPE_MISMATCH for lengths that differ or no pairs, VALUE_INVALID for values that are not finite, PARAM_INVALID.
 * @example
 * pairedPermutationTest([0.3, 0.5, 0.4, 0.6], [0.2, 0.3, 0.1, 0.2]).pValue; // 0.125
 */
export function pairedPermutationTest(
  valuesA: ArrayLike<number>,
  valuesB: ArrayLike<number>,
  { permutations = 10_000, seed = 0 }: PairedPermutationOptions = {},
): PairedPermutationResult {
  if (!(Number.isInteger(permutations) && permutations >= 1 && permutations <= mostPermutations)) {
    const law = `a whole number from 1 to ${mostPermutations}`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'permutations', law, value: `${permutations}` });
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'seed', law: 'a whole number >= 0', value: `${seed}` });
  }
  const differences = pairedDifferences(valuesA, valuesB, { test: 'permutation test', pairs: 'pairs', least: 1 });
  if (differences.length <= mostExact && patternsOf(differences) <= permutations) {
    return { difference: mean(differences), pValue: exactPValue(differences), method: 'exact' };
  }
  const rng = createRng(seed).split('permutation-test');
  const { pValue } = pairedPermutation(differences, { rng, permutations });
  return { difference: mean(differences), pValue, method: 'sampled' };
}

/** Share of all sign patterns whose sum is as far from 0. */
function exactPValue(differences: Float64Array): number {
  const patterns = patternsOf(differences);
  let magnitude = 0;
  let observed = 0;
  for (const one of differences) {
    magnitude += Math.abs(one);
    observed += one;
  }
  const least = Math.abs(observed) - rounding * magnitude;
  let asFar = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0;
    for (let i = 0; i < differences.length; i++) total += (pattern >>> i) & 1 ? -differences[i] : differences[i];
    if (Math.abs(total) >= least) asFar++;
  }
  return asFar / patterns;
}

/** Of at most `mostExact` differences. */
function patternsOf({ length }: Float64Array): number {
  return 1 << length;
}
