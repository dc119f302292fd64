/** Intervals of differences and ratios of two independent rates, made of the rates' own Wilson intervals. */
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Proportion } from '../../metrics/metric.ts';
import '../distributions.ts';
import type { Interval } from '../sampled-intervals.ts';

/**
 * Interval of the first rate less the second (Newcombe 1998, method 10).
 *
 * @param level confidence, in (0, 1); both rates need rows.
 */
export function differenceInterval(first: Proportion, second: Proportion, level: number): Interval {
  const [p, low, high] = wilson(first, level);
  const [q, qLow, qHigh] = wilson(second, level);
  return [p - q - hypotenuse(p - low, qHigh - q), p - q + hypotenuse(high - p, q - qLow)];
}

/**
 * Interval of the first rate over the second (MOVER-R of Donner and Zou 2012). The upper end is Infinity when the second rate's
 * interval reaches 0.
 *
 * @param level confidence, in (0, 1); both rates need rows. [0, Infinity] when both are 0.
 */
export function ratioInterval(first: Proportion, second: Proportion, level: number): Interval {
  const [p, low, high] = wilson(first, level);
  const [q, qLow, qHigh] = wilson(second, level);
  const product = p * q;
  const root = (end: number, qEnd: number) =>
    Math.sqrt(Math.max(0, product * product - end * qEnd * (2 * p - end) * (2 * q - qEnd)));
  // The lower end's formula times the conjugate of its numerator: its denominator may be near 0 otherwise.
  const least = (low * (2 * p - low)) / (product + root(low, qHigh));
  const most = (product + root(high, qLow)) / (qLow * (2 * q - qLow));
  return [low > 0 ? least : 0, qLow > 0 ? most : Number.POSITIVE_INFINITY];
}

function wilson({ successes, rows }: Proportion, level: number): [rate: number, low: number, high: number] {
  return [successes / rows, ...wilsonInterval(successes, rows, level)];
}

function hypotenuse(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}
