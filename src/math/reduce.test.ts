/** Sums against exact sums; means and variances against their definition in whole numbers; what zero weights and infinities do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactly, magnitude } from '../../tests/reference/math/exact-number.ts';
import { createRng } from './philox.ts';
import { dot, mean, sum, variance, weightedSum } from './reduce.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
/** Values of very different size that cancel each other. */
const wild = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { maxLength: 40 });
const tame = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

/** One rounding of the result, and n 2^-104 of the magnitudes. */
function expectSum(got: number, exact: bigint, magnitudes: bigint, n: number): void {
  const allowed = (magnitude(exact) >> 53n) + ((BigInt(n) * magnitudes) >> 104n) + 1n;
  expect(magnitude(exactly(got) - exact) <= allowed).toBe(true);
}

describe('sum', () => {
  it('is exact but for one rounding, whatever cancels', () => {
    fc.assert(
      fc.property(wild, (values) => {
        const twice = [...values, ...values.map((value) => -value * 0.75)];
        const whole = twice.map(exactly);
        const magnitudes = whole.reduce((total, value) => total + magnitude(value), 0n);
        expectSum(
          sum(twice),
          whole.reduce((total, value) => total + value, 0n),
          magnitudes,
          twice.length,
        );
      }),
      { numRuns: 500 },
    );
    expect(sum([1e100, 1, -1e100])).toBe(1);
    expect(sum(new Float64Array(1_000_000).fill(0.1))).toBe(100_000);
  });

  it('is 0 of nothing, and keeps infinities and NaN', () => {
    expect(sum([])).toBe(0);
    expect(sum([1, inf, 2])).toBe(inf);
    expect(sum([-inf, 5])).toBe(-inf);
    expect(sum([inf, -inf])).toBe(nan);
    expect(sum([1, nan])).toBe(nan);
    expect(sum([1e308, 1e308])).toBe(inf);
  });
});

describe('mean and variance', () => {
  it('of a million values far from 0 keep their digits', () => {
    const rng = createRng(1);
    const values = Float64Array.from({ length: 1_000_000 }, () => rng.integer(1000));
    const shifted = values.map((value) => value + 1e9);
    const mass = values.reduce((total, value) => total + value, 0);
    const squares = values.reduce((total, value) => total + value * value, 0);
    expect(mean(shifted)).toBe(1e9 + mass / 1_000_000);
    const expected = (squares - (mass * mass) / 1_000_000) / 999_999;
    expect(Math.abs(variance(shifted) / expected - 1)).toBeLessThan(1e-12);
  });

  it('variance is that of whole-number arithmetic', () => {
    fc.assert(
      fc.property(tame, fc.constantFrom(0, 1), (values, ddof) => {
        const n = BigInt(values.length);
        const whole = values.map(exactly);
        const total = whole.reduce((sofar, value) => sofar + value, 0n);
        // n times the sum of squared deviations, times 2^2148
        const exact = n * whole.reduce((sofar, value) => sofar + value * value, 0n) - total * total;
        const got = exactly(variance(values, ddof)) * n * (n - BigInt(ddof)) * exactly(1);
        const largest = whole.reduce((most, value) => (magnitude(value) > most ? magnitude(value) : most), 0n);
        // Relative error of some roundings; and what rounding the mean leaves when all values are nearly equal.
        const allowed =
          ((magnitude(exact) * n) >> 50n) + ((n * n * n * largest * largest) >> 100n) + ((n * n) << 1076n);
        expect(magnitude(got - exact) <= allowed).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('of too few values are NaN, and of equal values 0', () => {
    expect([mean([]), variance([]), variance([3]), variance([], 0)]).toEqual([nan, nan, nan, nan]);
    expect([mean([3]), variance([3], 0), variance([0.1, 0.1, 0.1])]).toEqual([3, 0, 0]);
    expect(variance([1, 2, 3, 4])).toBe(5 / 3);
    expect(variance([1, 2, 3, 4], 0)).toBe(1.25);
    expect([variance([1, nan]), variance([1, inf])]).toEqual([nan, nan]);
  });
});

describe('dot and weightedSum', () => {
  it('lose no more than the rounding of each product', () => {
    fc.assert(
      fc.property(tame, (values) => {
        const weights = values.map((value, i) => (i % 3 === 0 ? 0 : value / 3 + i));
        const terms = values.map((value, i) => exactly(value) * exactly(weights[i]));
        const exact = terms.reduce((total, term) => total + term, 0n);
        const magnitudes = terms.reduce((total, term) => total + magnitude(term), 0n);
        for (const got of [dot(values, weights), weightedSum(values, weights)]) {
          const error = magnitude(exactly(got) * exactly(1) - exact);
          expect(error <= ((magnitudes * 3n) >> 53n) + (BigInt(values.length) << 1074n)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(dot([1e100, 1, -1e100], [1, 1, 1])).toBe(1);
  });

  it('a zero weight equals a removed row to the bit, even for NaN and infinity', () => {
    fc.assert(
      fc.property(
        wild,
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 40, maxLength: 40 }),
        (values, some) => {
          const x = values.flatMap((value, i) => [value, [nan, inf, 1, -inf][i % 4]]);
          const w = values.flatMap((_, i) => [some[i], 0]);
          expect(weightedSum(x, w)).toBe(weightedSum(values, some.slice(0, values.length)));
        },
      ),
    );
  });

  it('refuse unequal lengths', () => {
    expect(() => dot([1, 2], [1])).toThrow(RangeError);
    expect(() => weightedSum([1], [1, 2])).toThrow(RangeError);
  });
});
