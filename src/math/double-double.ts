/**
 * Arithmetic on unevaluated sums of two doubles (about 106 bits), for the tables of exp and log and for pow.
 * Sources: Dekker 1971; Shewchuk 1997. Exact where IEEE double + - * / sqrt are, so equal on every machine.
 */

/** A number as high + low, with |low| at most half a unit in the last place of high. */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** 2^27 + 1 splits a double into two halves of 26 bits. */
const splitter = 134217729;

/** Rounding error of a * b: a * b === fl(a * b) + productError(a, b, fl(a * b)) without overflow or underflow. */
export function productError(a: number, b: number, product: number): number {
  const splitA = splitter * a;
  const highA = splitA - (splitA - a);
  const lowA = a - highA;
  const splitB = splitter * b;
  const highB = splitB - (splitB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** high + low renormalised; |high| >= |low| or high = 0. */
function renormalised(high: number, low: number): DoubleDouble {
  const total = high + low;
  return { high: total, low: low - (total - high) };
}

/** Sum. */
export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const total = a.high + b.high;
  const kept = total - a.high;
  const lost = a.high - (total - kept) + (b.high - kept);
  return renormalised(total, lost + a.low + b.low);
}

/** Product. */
export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = a.high * b.high;
  return renormalised(product, productError(a.high, b.high, product) + (a.high * b.low + a.low * b.high));
}

/** Quotient. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.high / b.high;
  const back = multiply(b, { high: quotient, low: 0 });
  return renormalised(quotient, (a.high - back.high + (a.low - back.low)) / b.high);
}

/** Square root of a positive number. */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.high);
  const square = root * root;
  return renormalised(root, (a.high - square - productError(root, root, square) + a.low) / (2 * root));
}

/** ln 2; `Math.LN2` is a literal of the language, equal everywhere. */
export const ln2: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 };
