/** Distances against scipy, and their laws. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jensenShannonDistance, populationStability, wasserstein1 } from './distances.ts';

const { numeric, counts } = JSON.parse(
  readFileSync(new URL('../../tests/reference/math/tests.json', import.meta.url), 'utf8'),
) as {
  numeric: { a: number[]; b: number[]; wasserstein: number }[];
  counts: { a: number[]; b: number[]; jensenShannon: number; populationStability: number }[];
};
const shares = (values: readonly number[]) => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
};
const close = (got: number, expected: number) =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));

describe('wasserstein1', () => {
  it('equals scipy, in whatever order the values come', () => {
    for (const { a, b, wasserstein } of numeric) {
      close(wasserstein1(a, b), wasserstein);
      const sort = (values: number[]) => Float64Array.from(values).sort();
      close(wasserstein1(sort(a), sort(b)), wasserstein);
      close(wasserstein1([...a, Number.NaN], b), wasserstein);
    }
  });

  const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

  it('is a distance, and that of the means under a shift', () => {
    fc.assert(
      fc.property(sample, sample, sample, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (a, b, c, by) => {
        expect(wasserstein1(a, a)).toBe(0);
        expect(wasserstein1(a, b)).toBe(wasserstein1(b, a));
        expect(wasserstein1(a, [...a, ...a])).toBe(0);
        expect(wasserstein1(a, c)).toBeLessThanOrEqual((wasserstein1(a, b) + wasserstein1(b, c)) * (1 + 1e-12) + 1e-9);
        const shifted = a.map((value) => value + by);
        expect(Math.abs(wasserstein1(a, shifted) - Math.abs(by))).toBeLessThanOrEqual(1e-8);
      }),
    );
  });

  it('between samples of one size is the mean gap of the sorted values', () => {
    const same = fc.integer({ min: 1, max: 20 }).chain((n) => {
      const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n, maxLength: n });
      return fc.tuple(values, values);
    });
    fc.assert(
      fc.property(same, ([a, b]) => {
        const [x, y] = [a, b].map((values) => [...values].sort((p, q) => p - q));
        const gaps = x.reduce((total, value, i) => total + Math.abs(value - y[i]), 0);
        close(wasserstein1(a, b), gaps / a.length);
      }),
    );
  });

  it('of nothing is NaN; widths beyond the largest number do no harm', () => {
    expect([wasserstein1([], [1]), wasserstein1([1], []), wasserstein1([Number.NaN], [1])]).toEqual([NaN, NaN, NaN]);
    expect(wasserstein1([-1e308, 1e308], [-1e308, 1e308])).toBe(0);
    close(wasserstein1([-1e308, 1e308], [-1e308, 1e308, 1e308, 1e308]) / 1e308, 0.5);
  });
});

describe('jensenShannonDistance', () => {
  it('equals scipy', () => {
    for (const { a, b, jensenShannon } of counts) {
      close(jensenShannonDistance(a, b), jensenShannon);
      close(jensenShannonDistance(shares(a), shares(b)), jensenShannon);
    }
  });

  it('is 0 for equal, 1 for disjoint shares, and keeps its digits for nearly equal ones', () => {
    expect(jensenShannonDistance([3, 0, 1], [6, 0, 2])).toBe(0);
    expect(jensenShannonDistance([1, 0, 2], [0, 5, 0])).toBe(1);
    // Near equality the divergence is sum of d^2 / (8 p ln 2).
    for (const d of [1e-3, 1e-5, 1e-8]) {
      const got = jensenShannonDistance([0.5 + d, 0.5 - d], [0.5, 0.5]);
      expect(Math.abs(got / (d / Math.sqrt(2 * Math.LN2)) - 1)).toBeLessThan(3 * d);
    }
  });

  it('is the same where the series and the formula meet', () => {
    const direct = (p: number, q: number) =>
      (p / 2) * Math.log2((2 * p) / (p + q)) + (q / 2) * Math.log2((2 * q) / (p + q));
    for (const d of [0.00999, 0.01, 0.01001, 0.3]) {
      const exact = Math.sqrt(direct(0.5 + d / 2, 0.5 - d / 2) + direct(0.5 - d / 2, 0.5 + d / 2));
      expect(Math.abs(jensenShannonDistance([1 + d, 1 - d], [1 - d, 1 + d]) / exact - 1)).toBeLessThan(1e-11);
    }
  });

  it('is a distance up to 1', () => {
    const weights = fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }).filter((values) => values.some((v) => v > 0));
    fc.assert(
      fc.property(weights, weights, weights, (p, q, r) => {
        const [pq, qr, pr] = [jensenShannonDistance(p, q), jensenShannonDistance(q, r), jensenShannonDistance(p, r)];
        expect(pq).toBe(jensenShannonDistance(q, p));
        expect(pq >= 0 && pq <= 1).toBe(true);
        expect(pr).toBeLessThanOrEqual(pq + qr + 1e-12);
      }),
    );
  });
});

describe('populationStability', () => {
  it('equals its formula with numpy', () => {
    for (const { a, b, populationStability: expected } of counts)
      close(populationStability(shares(a), shares(b)), expected);
  });

  it('is 0 for equal shares, symmetric, and finite with empty bins', () => {
    expect(populationStability([0.25, 0.75, 0], [0.25, 0.75, 0])).toBe(0);
    close(populationStability([0.2, 0.8], [0.3, 0.7]), populationStability([0.3, 0.7], [0.2, 0.8]));
    expect(populationStability([1, 0], [0, 1])).toBeCloseTo(2 * (1 - 1e-4) * Math.log(1e4), 10);
  });
});

it('shares of unequal bins are refused', () => {
  expect(() => jensenShannonDistance([1], [0.5, 0.5])).toThrow(RangeError);
  expect(() => populationStability([1], [0.5, 0.5])).toThrow(RangeError);
});
