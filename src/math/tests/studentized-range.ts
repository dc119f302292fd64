/** The studentized range with infinite degrees of freedom: the range of k independent standard normal values. */

import { normalCdf } from '../distributions.ts';
import { exp } from '../exp.ts';
import { gaussLegendre } from '../gauss-legendre.ts';

/** Further than this from its peak the integrand is below 1e-17 of its integral. */
const reach = 9;
const nodes = 192;
const rootTwoPi = Math.sqrt(2 * Math.PI);

/**
 * Probability that the range of `k` >= 2 standard normal values is above q. Relative error below 1e-12. Needs `distributionsReady()`.
 *
 * The smallest value is at z with density k phi(z) above(z)^(k-1), and the range is at most q when the others are within q above it
 * (Tukey 1953). Tail and whole differ by above(z)^m - (above(z) - above(z + q))^m, m = k - 1, which is summed without subtraction.
 */
export function studentizedRangeUpperTail(q: number, k: number): number {
  if (!(q > 0 && q < Number.POSITIVE_INFINITY)) return q > 0 ? 0 : Number.isNaN(q) ? q : 1;
  const rule = gaussLegendre(nodes);
  let total = 0;
  for (let i = 0; i < nodes; i++) {
    const z = -q / 2 + reach * (2 * rule.nodes[i] - 1);
    const above = normalCdf(-z);
    const beyond = normalCdf(-z - q);
    const within = above - beyond;
    let powers = 0;
    let power = 1;
    for (let j = 0; j < k - 1; j++) {
      powers = powers * within + power;
      power *= above;
    }
    total += rule.weights[i] * exp((-z * z) / 2) * beyond * powers;
  }
  return Math.min(1, (total * 2 * reach * k) / rootTwoPi);
}

/** The q that the range of `k` values is at or below with probability p in (0, 1). Needs `distributionsReady()`. */
export function studentizedRangeQuantile(p: number, k: number): number {
  let high = 1;
  while (studentizedRangeUpperTail(high, k) > 1 - p) high *= 2;
  let low = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (studentizedRangeUpperTail(middle, k) > 1 - p) low = middle;
    else high = middle;
  }
}
