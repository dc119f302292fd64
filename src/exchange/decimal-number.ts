/** Correctly rounded decimal numbers, read from bytes without making a text of each: they fill model files. */
import { roundedDecimal } from './rounded-decimal.ts';

const [minus, plus, point, zero, lowerE, upperE] = [45, 43, 46, 48, 101, 69];
/** Whole numbers of so many digits are exact in float64. */
const exactDigits = 15;
const tens = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number in bytes `start` to `end`, as `Number` reads it. NaN for what is no plain decimal number, and for the few that need
 * another way: more than 30 digits, sizes beyond 1e±200, and values very close to the middle between two float64 numbers.
 *
 * Whole numbers below 10^15 and powers of ten up to 10^22 are exact, so one multiplication or division rounds correctly (Clinger,
 * "How to read floating point numbers accurately", 1990); other numbers are `roundedDecimal`'s.
 */
export function decimalNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative) at++;
  let leading = 0;
  let rest = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const digit = bytes[at] - zero;
    if (digit >= 0 && digit <= 9) {
      if (digits < exactDigits) leading = leading * 10 + digit;
      else rest = rest * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (bytes[at] === point && decimals < 0 && digits > 0) decimals = 0;
    else break;
  }
  if (digits === 0 || decimals === 0 || digits > 2 * exactDigits) return Number.NaN;
  let exponent = decimals > 0 ? -decimals : 0;
  if (at < end && (bytes[at] === lowerE || bytes[at] === upperE)) {
    at++;
    const down = bytes[at] === minus;
    if (down || bytes[at] === plus) at++;
    const begin = at;
    let power = 0;
    for (; at < end && bytes[at] >= zero && bytes[at] <= zero + 9; at++) power = power * 10 + (bytes[at] - zero);
    if (at === begin) return Number.NaN;
    exponent += down ? -power : power;
  }
  if (at !== end) return Number.NaN;
  const restDigits = digits - exactDigits;
  let size: number;
  if (restDigits > 0) size = roundedDecimal(leading, rest, restDigits, exponent);
  else if (!(Math.abs(exponent) < tens.length)) size = roundedDecimal(leading, 0, 0, exponent);
  else size = exponent < 0 ? leading / tens[-exponent] : leading * tens[exponent];
  return negative ? -size : size;
}
