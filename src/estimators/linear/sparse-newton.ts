/**
 * Minimises a smooth convex function plus an L1 penalty: Newton steps within one orthant at a time, as in
 * Andrew and Gao (2007, OWL-QN) and Byrd, Chin, Nocedal and Oztoprak (2016).
 */
import { type ConvexFunction, dot, mostHalvings, type NewtonOptions, newtonStep } from './newton.ts';

/** Halvings after which a Newton step is given up for one along the scaled gradient. */
const newtonHalvings = 8;

/** The minimiser of f(x) + sum l1[i] |x[i]|, from zero. Elements that do not pay for their penalty are exactly 0. */
export function minimiseSparse(
  f: ConvexFunction,
  l1: Float64Array,
  { maxIterations, tolerance, onIteration }: NewtonOptions,
): Float64Array {
  const total = (value: number, at: Float64Array) => value + at.reduce((sum, x, i) => sum + l1[i] * Math.abs(x), 0);
  let at: Float64Array = new Float64Array(f.size);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const { value, gradient } = f.evaluate(at);
    const here = total(value, at);
    const slopes = gradient.map((slope, i) => slopeWithPenalty(at[i], slope, l1[i]));
    const diagonal = f.diagonal();
    if (slopes.every((slope, i) => Math.abs(slope) <= tolerance * Math.sqrt(diagonal[i]))) break;
    const free = Uint8Array.from(slopes, (slope, i) => Number(at[i] !== 0 || slope !== 0));
    const newton = newtonStep(f, slopes, diagonal, free);
    const search = (step: Float64Array, halvings: number): Float64Array | undefined => {
      for (let i = 0, length = 1; i < halvings; i++, length /= 2) {
        const next = withinOrthant(at, slopes, step, length, l1);
        const gain = dot(slopes, next) - dot(slopes, at);
        if (total(f.evaluate(next).value, next) <= here + 1e-4 * gain + 1e-14 * Math.abs(here)) return next;
      }
      return undefined;
    };
    const next =
      search(newton, newtonHalvings) ??
      search(
        slopes.map((slope, i) => -slope / diagonal[i]),
        mostHalvings,
      );
    if (!next) break;
    const still = next.every((x, i) => x === at[i]);
    at = next;
    if (onIteration?.(iteration, at, f.evaluate(at).value) === false || still) break;
  }
  return at;
}

/** The slope of the whole function in the direction of steepest descent; 0 where both directions go up. */
function slopeWithPenalty(x: number, slope: number, l1: number): number {
  if (x > 0) return slope + l1;
  if (x < 0) return slope - l1;
  if (slope + l1 < 0) return slope + l1;
  if (slope - l1 > 0) return slope - l1;
  return 0;
}

/** A step that ends at zero where it would change sign: the penalty's slope is known within one orthant only. */
function withinOrthant(
  at: Float64Array,
  slopes: Float64Array,
  step: Float64Array,
  length: number,
  l1: Float64Array,
): Float64Array {
  return at.map((x, i) => {
    const next = x + length * step[i];
    if (l1[i] === 0) return next;
    const side = x !== 0 ? x : -slopes[i];
    return side > 0 === next > 0 && side !== 0 ? next : 0;
  });
}
