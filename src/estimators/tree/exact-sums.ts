/**
 * Derivatives as whole multiples of a power of two, coarse enough that every sum of them is exact in float64.
 * So a histogram does not depend on the order of rows, parent minus child is exactly the other child,
 * and the model does not depend on how the work is cut into pieces. The grid is 2^-50 times nRows of the largest
 * value wide, which is finer than the float32 derivatives of other libraries for any table below 2^26 rows.
 */
import { exponentOf, powerOfTwo } from './exponent.ts';

/** Adding and taking away 1.5 * 2^52 rounds to a whole number, halves to even: the same for x and -x. */
const toWhole = 6755399441055744;

/** Rounds `values` to whole numbers of grid units, in place, and returns the width of a unit (a power of two). */
export function toExactGrid(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  if (largest === 0) return 1;
  // largest < 2^(a + 1) and nRows < 2^(b + 1), so a sum stays below 2^(a + b + 2) = 2^52 units, roundings included below 2^53.
  const exponent = Math.max(-1022, exponentOf(largest) + exponentOf(values.length) - 50);
  const perUnit = powerOfTwo(-exponent);
  for (let i = 0; i < values.length; i++) values[i] = values[i] * perUnit + toWhole - toWhole;
  return powerOfTwo(exponent);
}
