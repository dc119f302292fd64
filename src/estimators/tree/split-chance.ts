/**
 * How much chance joins in the choice of splits (random strength: Prokhorenkova et al. 2018, as CatBoost does it): a draw from
 * a normal distribution as wide as the derivatives are, on the root of what the tree has gained by then.
 */
import { exp } from '../../math/exp.ts';
import type { Layout } from './layout.ts';
import type { Views } from './training-memory.ts';

/**
 * The root of the mean squared gradient by hessian: what a split gains by chance alone is about its square.
 *
 * @param weights Of the training rows.
 */
export function derivativeDeviation(weights: Float64Array, { gradients, hessians }: Layout, { f64 }: Views): number {
  let squares = 0;
  let curvature = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row];
    // Of the kernel's own losses the gradients are not in the memory; theirs are as wide as their hessians, but for the weights.
    const gradient = gradients === 0 ? weight : f64[gradients / 8 + row];
    squares += gradient * gradient;
    curvature += gradients === 0 || hessians === 0 ? weight : f64[hessians / 8 + row];
  }
  return curvature > 0 ? Math.sqrt(squares / curvature) : 0;
}

/** How many of the rows have a weight. */
export function rowsThatCount(weights: Float64Array): number {
  let rows = 0;
  for (const weight of weights) rows += weight > 0 ? 1 : 0;
  return rows;
}

/**
 * What is left of the chance: next to all of it at first, the half once the steps add up to the logarithm of the number of
 * rows, and soon after nothing.
 *
 * @param rows Those that count.
 * @param steps Learning rates of the iterations so far, added up.
 */
export function chanceLeft(rows: number, steps: number): number {
  const left = rows * exp(-steps);
  return left / (1 + left);
}
