/** Random counts for simulations. */
import type { Rng } from '../src/math/rng.ts';

/** How many of n independent trials of chance p succeed: jumps from success to success, so rare events cost little. */
export function drawCount(rng: Rng, n: number, p: number): number {
  if (p > 0.5) return n - drawCount(rng, n, 1 - p);
  if (p <= 0) return 0;
  let successes = 0;
  for (let at = gap(rng, p); at < n; at += 1 + gap(rng, p)) successes++;
  return successes;
}

function gap(rng: Rng, p: number): number {
  return Math.floor(Math.log1p(-rng.uniform()) / Math.log1p(-p));
}
