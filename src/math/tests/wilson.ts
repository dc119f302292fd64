/** Confidence interval of a proportion. */
import { normalQuantile } from '../distributions.ts';

/**
 * Wilson's score interval for a proportion (Wilson 1927; without continuity correction). Needs `distributionsReady()`.
 *
 * @param successes 0 to n; @param level confidence, in (0, 1).
 * @returns [low, high] within [0, 1] and around successes / n; [0, 1] when n is 0.
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): [number, number] {
  if (n === 0) return [0, 1];
  const z = normalQuantile(0.5 + level / 2);
  const share = successes / n;
  const square = (z * z) / n;
  const centre = (share + square / 2) / (1 + square);
  const half = ((z / (1 + square)) * Math.sqrt(share * (1 - share) + square / 4)) / Math.sqrt(n);
  // At the ends the two parts are equal but for rounding.
  return [successes === 0 ? 0 : Math.max(0, centre - half), successes === n ? 1 : Math.min(1, centre + half)];
}
