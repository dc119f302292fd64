/**
 * log and log1p with at most 1 ulp of error, equal on every machine: only + - * and table reads.
 * Method: x = 2^k m, c a short reciprocal of m from a table, r = m c - 1 exactly, so log x = k ln2 - log c + log1p(r) with
 * |r| < 2^-7 (Tang, "Table-driven implementation of the logarithm function", 1990). Around 1 the table part is 0.
 */
import { add, type DoubleDouble, divide, ln2, multiply, productError } from './double-double.ts';
import { powerOfTwoZero, powersOfTwo } from './powers-of-two.ts';

/** Multiples of 2^-41 up to 2^10 add up exactly. */
const grid = 2199023255552;
const ln2High = Math.round(ln2.high * grid) / grid;
const ln2Low = ln2.high - ln2High + ln2.low;

/** From this interval on m is taken as below 1 (m / 2), so that numbers just below 1 have k = 0. */
const firstHalved = 54;
const reciprocal = new Float64Array(129);
const tableHigh = new Float64Array(129);
const tableLow = new Float64Array(129);
fillTable();

/** Adding and taking away 1.5 * 2^32 rounds to a multiple of 2^-20. */
const toTwentyBits = 6442450944;

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);
/** Where this machine's byte order puts the sign and exponent of `bits[0]`. */
bits[0] = 1;
const highWord = words[1] === 0 ? 0 : 1;

/** Low part of the last logPair. */
export const logLow = new Float64Array(1);

/** Natural logarithm: NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Number.POSITIVE_INFINITY)) return logAtTheEdge(x);
  bits[0] = x;
  const head = words[highWord];
  const exponent = (head >> 20) - 1023;
  return logOfScaled(x * powersOfTwo[powerOfTwoZero - exponent], intervalOf(head), exponent, 0);
}

/** Which centre 1 + j/128 is nearest, from the upper 32 bits of a double. */
function intervalOf(head: number): number {
  return ((head & 0xfffff) + 0x1000) >> 13;
}

/** 1 from interval `firstHalved` on, else 0; without a branch, which would be mispredicted half of the time. */
function carryOf(j: number): number {
  return (j + 128 - firstHalved) >> 7;
}

/** log(2^exponent (m + rest)) for m in [1, 2) in interval j and a rest far below it. */
function logOfScaled(m: number, j: number, exponent: number, rest: number): number {
  const c = reciprocal[j];
  const short = m + toTwentyBits - toTwentyBits;
  const a = short * c - 1;
  const b = (m - short) * c + rest * c;
  const r = a + b;
  const rLow = b - (r - a);
  const k = exponent + carryOf(j);
  const high = k * ln2High + tableHigh[j];
  const low = k * ln2Low + tableLow[j];
  const total = high + r;
  return total + (high - total + r + (low + rLow + r * r * tail(r)));
}

/** (log1p(r) - r) / r^2 by Taylor series for |r| < 2^-7. */
function tail(r: number): number {
  const square = r * r;
  return -0.5 + r * (1 / 3) + square * (-1 / 4 + r * (1 / 5) + square * (-1 / 6 + r * (1 / 7 - r * (1 / 8))));
}

/** tail(r) + 1/2 without cancellation: what follows r - r^2 / 2 in the series, over r^2. */
function tailBeyondSquare(r: number): number {
  const square = r * r;
  return r * (1 / 3) + square * (-1 / 4 + r * (1 / 5) + square * (-1 / 6 + r * (1 / 7 - r * (1 / 8))));
}

function logAtTheEdge(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  bits[0] = x * 18014398509481984;
  const head = words[highWord];
  const exponent = (head >> 20) - 1023;
  return logOfScaled(bits[0] * powersOfTwo[powerOfTwoZero - exponent], intervalOf(head), exponent - 54, 0);
}

/** log(1 + x), accurate also near 0: NaN below -1, -Infinity at -1, keeps -0. */
export function log1p(x: number): number {
  if (Math.abs(x) < 1 / 256) return x + x * x * tail(x);
  if (!(x > -1 && x < Number.POSITIVE_INFINITY)) return logAtTheEdge(1 + x);
  const u = 1 + x;
  const lost = x > 1 ? 1 - (u - x) : x - (u - 1);
  bits[0] = u;
  const head = words[highWord];
  const exponent = (head >> 20) - 1023;
  const scale = powersOfTwo[powerOfTwoZero - exponent];
  return logOfScaled(u * scale, intervalOf(head), exponent, lost * scale);
}

/**
 * Natural logarithm of a positive normal or subnormal number in two doubles (relative error about 2^-68): returns the high
 * part and leaves the low part in `logLow[0]`. For pow.
 */
export function logPair(x: number): number {
  const scaled = x < 2.2250738585072014e-308 ? x * 18014398509481984 : x;
  bits[0] = scaled;
  const head = words[highWord];
  const exponent = (head >> 20) - 1023;
  const m = scaled * powersOfTwo[powerOfTwoZero - exponent];
  const j = intervalOf(head);
  const c = reciprocal[j];
  const short = m + toTwentyBits - toTwentyBits;
  const a = short * c - 1;
  const b = (m - short) * c;
  const r = a + b;
  const rLow = b - (r - a);
  const k = exponent + carryOf(j) - (scaled === x ? 0 : 54);
  const high = k * ln2High + tableHigh[j];
  const low = k * ln2Low + tableLow[j];
  const square = r * r;
  const squareLow = productError(r, r, square) + 2 * r * rLow;
  const first = high + r;
  const firstLost = high - first + r;
  const half = -0.5 * square;
  const second = first + half;
  const secondLost = first - second + half;
  const rest = low + rLow - 0.5 * squareLow + square * tailBeyondSquare(r);
  const correction = firstLost + secondLost + rest;
  const total = second + correction;
  logLow[0] = second - total + correction;
  return total;
}

/** Reciprocals of the interval centres 1 + j/128 to 13 bits, and their logarithms with the opposite sign. */
function fillTable(): void {
  for (let j = 0; j <= 128; j++) {
    const c = Math.round(8192 / (1 + j / 128)) / 8192;
    const logarithm = logByAtanh(j >= firstHalved ? 2 * c : c);
    reciprocal[j] = c;
    tableHigh[j] = -Math.round(logarithm.high * grid) / grid;
    tableLow[j] = -(logarithm.high + tableHigh[j] + logarithm.low);
  }
}

/** log c = 2 atanh((c - 1) / (c + 1)) as a series in double-double, for c between 0.7 and 1.42. */
function logByAtanh(c: number): DoubleDouble {
  const t = divide({ high: c - 1, low: 0 }, { high: c + 1, low: 0 });
  const square = multiply(t, t);
  let series: DoubleDouble = { high: 0, low: 0 };
  for (let odd = 43; odd >= 1; odd -= 2) {
    series = add(multiply(series, square), divide({ high: 1, low: 0 }, { high: odd, low: 0 }));
  }
  const half = multiply(t, series);
  return { high: 2 * half.high, low: 2 * half.low };
}
