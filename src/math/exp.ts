/**
 * exp and expm1 with at most 1 ulp of error, equal on every machine: only + - * and table reads.
 * Method: x = (128 k + j) ln2 / 128 + r with |r| <= ln2 / 256, so e^x = 2^k * 2^(j/128) * e^r with a table of 2^(j/128)
 * in two doubles and a Taylor polynomial of e^r (Tang, "Table-driven implementation of the exponential function", 1989).
 */
import { type DoubleDouble, ln2, multiply, squareRoot } from './double-double.ts';
import { powerOfTwoZero, powersOfTwo } from './powers-of-two.ts';

const steps = 128;
const stepsPerUnit = steps / ln2.high;
/** ln2 / 128 in two parts; the first is a multiple of 2^-41, so that n times it is exact for every n that occurs. */
const stepHigh = Math.round((ln2.high / steps) * 2199023255552) / 2199023255552;
const stepLow = ln2.high / steps - stepHigh + ln2.low / steps;
const rootHigh = new Float64Array(steps);
const rootLow = new Float64Array(steps);
fillRoots();

/** What exp works with, for the kernel that computes it elsewhere with the same bits. */
export const expParts = { stepsPerUnit, stepHigh, stepLow, rootHigh, rootLow };

const overflow = 709.782712893384;
const underflow = -745.1332191019412;

/** e^x. */
export function exp(x: number): number {
  if (!(x < 709 && x > -708)) return expAtTheEdge(x);
  const n = Math.floor(x * stepsPerUnit + 0.5);
  const r = x - n * stepHigh - n * stepLow;
  const square = r * r;
  const q = r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const j = n & 127;
  const root = rootHigh[j];
  return (root + (rootLow[j] + root * q)) * powersOfTwo[(n >> 7) + powerOfTwoZero];
}

/** e^(x + low) for |low| far below |x|: what pow needs, with the same reduction; the result may overflow or vanish. */
export function expOfSum(x: number, low: number): number {
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const n = Math.floor(x * stepsPerUnit + 0.5);
  const r = x - n * stepHigh - (n * stepLow - low);
  const square = r * r;
  const q = r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const j = n & 127;
  const root = rootHigh[j];
  const scaled = root + (rootLow[j] + root * q);
  const k = n >> 7;
  // Two steps where 2^k alone is no normal double: the first is exact, so there is one rounding.
  if (k > 1023) return scaled * powersOfTwo[powerOfTwoZero + 1023] * 2;
  if (k < -1021) return scaled * powersOfTwo[k + 128 + powerOfTwoZero] * powersOfTwo[powerOfTwoZero - 128];
  return scaled * powersOfTwo[k + powerOfTwoZero];
}

function expAtTheEdge(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > overflow) return Number.POSITIVE_INFINITY;
  if (x < underflow) return 0;
  return expOfSum(x, 0);
}

/** e^x - 1, accurate also near 0; keeps -0. */
export function expm1(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 1 / 64) return expm1NearZero(x);
  if (!(magnitude < 40)) return x > 0 ? exp(x) : Number.isNaN(x) ? Number.NaN : -1;
  const n = Math.floor(x * stepsPerUnit + 0.5);
  const head = x - n * stepHigh;
  const tail = n * stepLow;
  const r = head - tail;
  const rLow = head - r - tail;
  const square = r * r;
  // One term more than exp: near 0 it shows in the last place of the difference.
  const q = rLow + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120) + square * (1 / 720)));
  const j = n & 127;
  const scale = powersOfTwo[(n >> 7) + powerOfTwoZero];
  const root = rootHigh[j] * scale;
  const difference = root - 1;
  const lost = root >= 1 ? root - difference - 1 : root - (difference + 1);
  return difference + (root * r + (lost + (rootLow[j] * scale + root * q)));
}

/** Taylor series below 1/64, where a first term of x carries the result; below 2^-54 the rest rounds away (and keeps -0). */
function expm1NearZero(x: number): number {
  if (Math.abs(x) < 5.551115123125783e-17) return x;
  const square = x * x;
  return (
    x + square * (0.5 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40320)))))))
  );
}

/** 2^(j/128): the 128th root of 2 by seven square roots, then its powers. */
function fillRoots(): void {
  let root: DoubleDouble = { high: 2, low: 0 };
  for (let halved = steps; halved > 1; halved /= 2) root = squareRoot(root);
  let power: DoubleDouble = { high: 1, low: 0 };
  for (let j = 0; j < steps; j++) {
    rootHigh[j] = power.high;
    rootLow[j] = power.low;
    power = multiply(power, root);
  }
}
