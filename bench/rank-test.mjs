/** Comparing two groups of numbers by rank. */
import { normalCdf } from '../dist/math/distributions.js';

/**
 * The test of Mann and Whitney (1947) by the normal approximation, without a correction for ties.
 *
 * Call `distributionsReady()` first.
 *
 * @returns the share of pairs in which a number of `a` is above one of `b`, and the two-sided p-value.
 */
export function mannWhitney(a, b) {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  const pairs = a.length * b.length;
  const deviation = Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  const distance = Math.max(0, Math.abs(above - pairs / 2) - 0.5) / deviation;
  return { share: above / pairs, p: Math.min(1, 2 * normalCdf(-distance)) };
}
