/** Quasi-random points: they fill the space more evenly than independent draws. */
import type { Rng } from '../../math/rng.ts';
import type { Sampler } from './sampler.ts';
import { valueAt } from './scale.ts';
import { chooseEach } from './space.ts';

/**
 * Halton's sequence (1960) with one prime base per parameter. Each digit goes through its own random permutation
 * (Owen 2017, "A randomized Halton algorithm"), which breaks the correlation between large bases.
 * Conditional parameters keep their base also where they do not exist, so the others stay evenly spread.
 */
export function haltonSampler(): Sampler {
  return {
    startupTrials: Number.POSITIVE_INFINITY,
    propose({ number, space, studyRng }) {
      const bases = firstPrimes(Object.keys(space).length);
      const baseOf = new Map(Object.keys(space).map((name, i) => [name, bases[i]]));
      return chooseEach(space, (name, parameter) =>
        valueAt(parameter, scrambledInverse(number, baseOf.get(name) as number, studyRng.split(`halton-${name}`))),
      );
    },
  };
}

/** The digits of `index` in `base`, permuted and mirrored at the point: a number in [0, 1). */
function scrambledInverse(index: number, base: number, rng: Rng): number {
  let rest = index;
  let result = 0;
  // Digits below 2^-52 are lost in the sum.
  for (let weight = 1 / base, digit = 0; weight > Number.EPSILON; weight /= base, digit++) {
    result += weight * rng.split(`digit-${digit}`).permutation(base)[rest % base];
    rest = Math.floor(rest / base);
  }
  return Math.min(result, 1 - Number.EPSILON);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
