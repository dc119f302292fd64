/**
 * Decimal numbers that no single operation rounds correctly, in sums of two float64 numbers: about 106 bits, of which 53 are the
 * result and the others tell on which side of a middle it lies (Dekker, "A floating-point technique for extending the available
 * precision", 1971).
 */

/** Splits a float64 number into halves of 26 bits whose products are exact. */
const splitter = 134_217_729;
/** Exponents beyond which the low parts could leave the range of float64. */
const mostExponent = 230;
/** Relative error of a result, many times what the operations and the powers of ten add up to (below 2^-95): 2^-90. */
const tolerance = 8.077935669463161e-28;

/** Powers of ten from 10^-230 to 10^230 as sums of two numbers, the larger one first. */
const highTens = new Float64Array(2 * mostExponent + 1);
const lowTens = new Float64Array(2 * mostExponent + 1);
/** The low part of the last product. */
let low = 0;

highTens[mostExponent] = 1;
for (let exponent = 1; exponent <= mostExponent; exponent++) {
  const at = mostExponent + exponent;
  highTens[at] = multiply(highTens[at - 1], lowTens[at - 1], 10, 0);
  lowTens[at] = low;
  const inverse = 1 / highTens[at];
  const product = multiply(highTens[at], lowTens[at], inverse, 0);
  const rest = (1 - product - low) / highTens[at];
  highTens[mostExponent - exponent] = inverse + rest;
  lowTens[mostExponent - exponent] = inverse - highTens[mostExponent - exponent] + rest;
}

/**
 * (leading 10^restDigits + rest) 10^exponent, correctly rounded, or NaN where that cannot be told.
 *
 * @param leading A whole number below 10^15.
 * @param rest A whole number below 10^15 of `restDigits` digits, leading zeros included.
 */
export function roundedDecimal(leading: number, rest: number, restDigits: number, exponent: number): number {
  if (leading === 0 && rest === 0) return 0;
  if (!(Math.abs(exponent) <= mostExponent - 30)) return Number.NaN;
  const shifted = multiply(leading, 0, highTens[mostExponent + restDigits], 0);
  const whole = shifted + rest;
  const wholeLow = shifted - whole + rest + low;
  const high = multiply(whole, wholeLow, highTens[mostExponent + exponent], lowTens[mostExponent + exponent]);
  const error = high * tolerance;
  const result = high + (low - error);
  return result === high + (low + error) ? result : Number.NaN;
}

/** The high part of (a + aLow) (b + bLow); the low part is in `low`. */
function multiply(a: number, aLow: number, b: number, bLow: number): number {
  const product = a * b;
  const aSplit = a * splitter;
  const aHigh = aSplit - (aSplit - a);
  const bSplit = b * splitter;
  const bHigh = bSplit - (bSplit - b);
  const aRest = a - aHigh;
  const bRest = b - bHigh;
  const error = aRest * bRest - (product - aHigh * bHigh - aRest * bHigh - aHigh * bRest) + (a * bLow + aLow * b);
  const high = product + error;
  low = product - high + error;
  return high;
}
