/** Powers with at most 1 ulp of error, equal on every machine: exp(y log x) with the logarithm in two doubles. */
import { productError } from './double-double.ts';
import { expOfSum } from './exp.ts';
import { logLow, logPair } from './log.ts';

/** x to the power of y. Special values (NaN, infinities, zeros, negative x) as in ECMAScript's exponentiation. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const base = Math.abs(x);
  if (base === 1 && Math.abs(y) === Number.POSITIVE_INFINITY) return Number.NaN;
  const odd = isOddInteger(y);
  if (base === 0 || base === Number.POSITIVE_INFINITY) {
    const magnitude = (base === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY;
    return odd && (x < 0 || Object.is(x, -0)) ? -magnitude : magnitude;
  }
  if (x < 0 && Number.isFinite(y) && !Number.isInteger(y)) return Number.NaN;
  const magnitude = positivePower(base, y);
  return x < 0 && odd ? -magnitude : magnitude;
}

function positivePower(base: number, y: number): number {
  if (base === 1) return 1;
  const high = logPair(base);
  const low = logLow[0];
  const product = y * high;
  // Where y is so large that the product's error overflows, the product alone decides: |log base| is 2^-54 or more.
  return expOfSum(product, productError(y, high, product) + y * low);
}

function isOddInteger(y: number): boolean {
  return Number.isInteger(y) && y % 2 !== 0;
}
