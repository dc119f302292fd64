/** Sums, products, quotients and roots of two doubles per number against whole-number arithmetic. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactly, magnitude } from '../../tests/reference/math/exact-number.ts';
import { add, type DoubleDouble, divide, ln2, multiply, productError, squareRoot } from './double-double.ts';

/** Numbers of everyday size with a second double below the first. */
const everyday = fc
  .tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.boolean())
  .map(([high, part, negative]): DoubleDouble => {
    const low = part * high * 2 ** -54;
    return negative ? { high: -high, low: -low } : { high, low };
  });
const one = exactly(1);
const whole = ({ high, low }: DoubleDouble) => exactly(high) + exactly(low);

/** |error| as a share of the scale, both times 2^1074. */
function expectWithin(error: bigint, scale: bigint, bits: number): void {
  expect(magnitude(error) << BigInt(bits) <= magnitude(scale)).toBe(true);
}

describe('arithmetic on two doubles', () => {
  it('the product error is exact', () => {
    const factor = fc.double({ min: -1e100, max: 1e100, noNaN: true }).filter((x) => Math.abs(x) > 1e-100);
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        const product = a * b;
        expect((exactly(product) + exactly(productError(a, b, product))) * one).toBe(exactly(a) * exactly(b));
      }),
      { numRuns: 1000 },
    );
  });

  it('add keeps about 104 bits of the larger number', () => {
    fc.assert(
      fc.property(everyday, everyday, (a, b) => {
        expectWithin(whole(add(a, b)) - whole(a) - whole(b), magnitude(whole(a)) + magnitude(whole(b)), 104);
      }),
      { numRuns: 1000 },
    );
  });

  it('multiply, divide and squareRoot keep about 102 bits', () => {
    fc.assert(
      fc.property(everyday, everyday, (a, b) => {
        const product = whole(a) * whole(b);
        expectWithin(whole(multiply(a, b)) * one - product, product, 102);
        const quotient = whole(divide(a, b)) * whole(b);
        expectWithin(quotient - whole(a) * one, whole(a) * one, 102);
        const positive = a.high < 0 ? { high: -a.high, low: -a.low } : a;
        const root = whole(squareRoot(positive));
        expectWithin(root * root - whole(positive) * one, whole(positive) * one, 102);
      }),
      { numRuns: 1000 },
    );
  });

  it('ln 2 has 107 right bits', () => {
    // ln 2 = sum over n of 1 / (n 2^n)
    let sum = 0n;
    for (let n = 1n; n < 400n; n++) sum += one / (n << n);
    expectWithin(whole(ln2) - sum, sum, 107);
  });
});
