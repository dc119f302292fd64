/** Random counts for simulations. */
import { log1p } from '../src/math/log.ts';

/** What a simulation draws from: `Rng` of math, or something faster. */
interface Uniform {
  uniform(): number;
}

/** Mulberry32: no generator for a product, but fast, and good enough to throw dice by the million. */
export function fastDice(seed: number): Uniform {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return {
    uniform() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
    },
  };
}

/** How many of n independent trials of chance p succeed: jumps from success to success, so rare events cost little. */
export function drawCount(rng: Uniform, n: number, p: number): number {
  if (p > 0.5) return n - drawCount(rng, n, 1 - p);
  if (p <= 0) return 0;
  let successes = 0;
  for (let at = gap(rng, p); at < n; at += 1 + gap(rng, p)) successes++;
  return successes;
}

function gap(rng: Uniform, p: number): number {
  return Math.floor(log1p(-rng.uniform()) / log1p(-p));
}
