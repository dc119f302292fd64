/** The binary exponents of numbers, and scaling by them, which is exact. */
import { powerOfTwoZero, powersOfTwo } from '../../math/powers-of-two.ts';

const view = new DataView(new ArrayBuffer(8));

/** The e with 2^e <= |value| < 2^(e+1) for normal numbers; -1023 for 0 and subnormal ones. */
export function exponentOf(value: number): number {
  view.setFloat64(0, value);
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

/** 2^exponent for -1074 .. 1023. */
export function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent + powerOfTwoZero];
}

/** Largest binary exponent, up or down, at which products and squares of sums are safe from overflow and underflow. */
const most = 200;

/**
 * The power of two that brings the largest of `values` to a size with which one can calculate; 1 for all but absurd data.
 * Multiplying by it is exact but for values that are nothing beside the largest.
 */
export function tamingFactor(values: Float64Array): number {
  const largest = largestSize(values);
  if (largest === 0) return 1;
  const exponent = Math.max(-1022, exponentOf(largest));
  return powerOfTwo(Math.min(most, Math.max(-most, exponent)) - exponent);
}

/** The largest absolute value; 0 of none. */
export function largestSize(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}
