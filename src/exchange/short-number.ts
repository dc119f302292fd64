/**
 * The numbers that fill models, read without making a text of each. Whole numbers below 2^53 and powers of ten up to 10^22 are
 * exact in float64, so one multiplication or division rounds correctly (Clinger, "How to read floating point numbers accurately", 1990).
 */

const [minus, plus, point, zero, lowerE, upperE] = [45, 43, 46, 48, 101, 69];
const mostDigits = 15;
const tens = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The number in bytes `start` to `end`; NaN for what is no plain decimal number or has too many digits for this way. */
export function shortNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative) at++;
  let digits = 0;
  let whole = 0;
  const first = at;
  for (; at < end && isDigit(bytes[at]); at++) whole = whole * 10 + (bytes[at] - zero);
  digits = at - first;
  if (digits === 0) return Number.NaN;
  let exponent = 0;
  if (at < end && bytes[at] === point) {
    const begin = ++at;
    for (; at < end && isDigit(bytes[at]); at++) whole = whole * 10 + (bytes[at] - zero);
    if (at === begin) return Number.NaN;
    digits += at - begin;
    exponent = begin - at;
  }
  if (digits > mostDigits) return Number.NaN;
  if (at < end && (bytes[at] === lowerE || bytes[at] === upperE)) {
    at++;
    const down = bytes[at] === minus;
    if (down || bytes[at] === plus) at++;
    const begin = at;
    let power = 0;
    for (; at < end && isDigit(bytes[at]); at++) power = power * 10 + (bytes[at] - zero);
    if (at === begin) return Number.NaN;
    exponent += down ? -power : power;
  }
  if (at !== end || !(Math.abs(exponent) < tens.length)) return Number.NaN;
  const size = exponent < 0 ? whole / tens[-exponent] : whole * tens[exponent];
  return negative ? -size : size;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte < zero + 10;
}
