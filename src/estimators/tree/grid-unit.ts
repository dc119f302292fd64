/**
 * Derivatives become whole multiples of a power of two, fine enough for their sums in 64 bits: so a histogram does not depend
 * on the order of rows, parent minus child is exactly the other child, and a model does not depend on how the work is cut
 * into pieces. With a million rows the grid has 2^42 steps up to the largest gradient and 2^22 up to the largest hessian
 * (float32, in which other libraries keep both, has 2^24).
 */
import { exponentOf, powerOfTwo } from './exponent.ts';

/** Bits of a sum of gradients, besides the sign. */
const gradientBits = 62;

/** Width of the grid of gradients, or of other sums without counts, whose largest is `largest`. */
export function gradientUnit(largest: number, countBits: number): number {
  return unitOf(largest, gradientBits - countBits);
}

/**
 * True where the grid of hessians is too coarse for leaf values, beyond two million rows: those of a leaf are then summed
 * again on a grid as fine as that of gradients.
 */
export function areHessiansCoarse(countBits: number): boolean {
  return gradientBits - 2 * countBits < 20;
}

/** Width of the grid of hessians; the count of rows is in the same 64 bits. */
export function hessianUnit(largest: number, countBits: number): number {
  return unitOf(largest, gradientBits - 2 * countBits);
}

/** The width with which `largest` takes at most so many bits. */
function unitOf(largest: number, bits: number): number {
  if (largest === 0) return 1;
  return powerOfTwo(Math.max(-1022, exponentOf(largest) + 1 - bits));
}
