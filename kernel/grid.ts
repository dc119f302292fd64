// Rounding to whole numbers.

/** 1.5 * 2^52: adding it to a number below 2^51 rounds that to a whole one, halves to even, in the lowest bits of the sum. */
const shifted: f64 = 6755399441055744;

/** The nearest whole number; halves to even. `isSmall`: its size is below 2^51, which takes fewer steps. */
// @ts-ignore: decorator
@inline
export function wholeOf(value: f64, isSmall: bool): i64 {
  return isSmall ? reinterpret<i64>(value + shifted) - reinterpret<i64>(shifted) : <i64>nearest(value);
}
