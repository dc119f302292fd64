/** DeLong's variance against all pairs and a published example; its paired test against covariances, and how often both err. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady, normalCdf } from '../distributions.ts';
import { createRng } from '../philox.ts';
import type { Rng } from '../rng.ts';
import { delong, delongPaired } from './delong.ts';

beforeAll(() => distributionsReady());

const { NaN: nan } = Number;
const vector = (values: readonly number[]) => Float64Array.from(values);
const average = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

/** All pairs of a positive and a negative row, as the paper defines it. */
function components(scores: readonly number[], yTrue: readonly number[]) {
  const positive = scores.filter((_, i) => yTrue[i] === 1);
  const negative = scores.filter((_, i) => yTrue[i] === 0);
  const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
  return {
    positive: positive.map((a) => average(negative.map((b) => wins(a, b)))),
    negative: negative.map((b) => average(positive.map((a) => wins(a, b)))),
  };
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [average(a), average(b)];
  return a.reduce((total, value, i) => total + (value - meanA) * (b[i] - meanB), 0) / (a.length - 1);
}

/** Rows with ties; at least two of each class. */
const rows = fc
  .array(fc.record({ y: fc.nat(1), a: fc.nat(8), b: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 4,
    maxLength: 40,
  })
  .filter((all) => all.filter(({ y }) => y === 1).length >= 2 && all.filter(({ y }) => y === 0).length >= 2);

describe('delong', () => {
  it('equals the definition over all pairs, ties and all', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const y = all.map((row) => row.y);
        for (const scores of [all.map(({ a }) => a), all.map(({ b }) => b)]) {
          const { positive, negative } = components(scores, y);
          const variance =
            covariance(positive, positive) / positive.length + covariance(negative, negative) / negative.length;
          const got = delong(vector(scores), vector(y));
          expect(Math.abs(got.auc - average(positive))).toBeLessThan(1e-14);
          expect(Math.abs(got.variance - variance)).toBeLessThan(1e-14);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives the published area and error of the CT readings of Hanley and McNeil (1982)', () => {
    const ratings = [
      [33, 6, 6, 11, 2],
      [3, 2, 2, 11, 33],
    ];
    const scores: number[] = [];
    const y: number[] = [];
    ratings.forEach((counts, label) => {
      counts.forEach((count, rating) => {
        for (let i = 0; i < count; i++) {
          scores.push(rating + 1);
          y.push(label);
        }
      });
    });
    const { auc, variance } = delong(vector(scores), vector(y));
    expect(auc).toBeCloseTo(0.8932, 4);
    expect(Math.sqrt(variance)).toBeCloseTo(0.0307, 4);
  });

  it('a perfect order has area 1, a reversed one 0, a constant 1/2, all without variance', () => {
    const y = vector([0, 0, 0, 1, 1]);
    expect(delong(vector([1, 2, 3, 4, 5]), y)).toEqual({ auc: 1, variance: 0 });
    expect(delong(vector([5, 4, 3, 2, 1]), y)).toEqual({ auc: 0, variance: 0 });
    expect(delong(vector([7, 7, 7, 7, 7]), y)).toEqual({ auc: 0.5, variance: 0 });
    expect(delong(vector([-Infinity, -Infinity, 0, Infinity, Infinity]), y)).toEqual({ auc: 1, variance: 0 });
  });

  it('says NaN where it cannot tell', () => {
    expect(delong(vector([1, 2]), vector([1, 1]))).toEqual({ auc: nan, variance: nan });
    expect(delong(vector([1, 2]), vector([0, 0]))).toEqual({ auc: nan, variance: nan });
    expect(delong(vector([]), vector([]))).toEqual({ auc: nan, variance: nan });
    expect(delong(vector([1, 2, 3]), vector([0, 0, 1]))).toEqual({ auc: 1, variance: nan });
    expect(delong(vector([1, nan, 3, 4]), vector([0, 0, 1, 1]))).toEqual({ auc: nan, variance: nan });
    expect(() => delong(vector([1]), vector([0, 1]))).toThrow(RangeError);
  });

  it('is quick on many rows', () => {
    const rng = createRng(1);
    const y = Float64Array.from({ length: 300_000 }, () => rng.integer(2));
    const { auc, variance } = delong(
      y.map((label) => label + rng.normal()),
      y,
    );
    // Phi(1 / sqrt 2)
    expect(Math.abs(auc - normalCdf(Math.SQRT1_2))).toBeLessThan(5 * Math.sqrt(variance));
  }, 10_000);
});

describe('delongPaired', () => {
  it('equals the covariances over all pairs', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const y = all.map((row) => row.y);
        const a = components(
          all.map((row) => row.a),
          y,
        );
        const b = components(
          all.map((row) => row.b),
          y,
        );
        const spread = (side: 'positive' | 'negative') =>
          (covariance(a[side], a[side]) + covariance(b[side], b[side]) - 2 * covariance(a[side], b[side])) /
          a[side].length;
        const error = Math.sqrt(Math.max(0, spread('positive') + spread('negative')));
        const difference = average(a.positive) - average(b.positive);
        const got = delongPaired(vector(all.map((row) => row.a)), vector(all.map((row) => row.b)), vector(y));
        expect(Math.abs(got.difference - difference)).toBeLessThan(1e-14);
        expect(Math.abs((got.ci[1] - got.ci[0]) / 2 - 1.959963984540054 * error)).toBeLessThan(1e-7);
        expect(Math.abs((got.ci[0] + got.ci[1]) / 2 - difference)).toBeLessThan(1e-14);
        if (error > 1e-4)
          expect(Math.abs(got.pValue - 2 * normalCdf(-Math.abs(difference) / error))).toBeLessThan(1e-6);
      }),
      { numRuns: 500 },
    );
  });

  it('the same order of rows is no difference at all; sides swap the sign', () => {
    const rng = createRng(2);
    const y = Float64Array.from({ length: 50 }, (_, i) => i % 2);
    const a = y.map(() => rng.normal());
    const b = y.map(() => rng.normal());
    const same = delongPaired(
      a,
      a.map((score) => 5 * score + 1),
      y,
    );
    expect(same).toEqual({ difference: 0, ci: [0, 0], pValue: 1 });
    const [one, other] = [delongPaired(a, b, y), delongPaired(b, a, y)];
    expect(one.difference).toBe(-other.difference);
    expect(one.pValue).toBe(other.pValue);
    const wide = delongPaired(a, b, y, 0.99);
    expect(wide.ci[1] - wide.ci[0]).toBeGreaterThan(one.ci[1] - one.ci[0]);
  });

  it('says NaN where it cannot tell', () => {
    const { difference, ci, pValue } = delongPaired(vector([1, 2]), vector([2, 1]), vector([1, 1]));
    expect([difference, ...ci, pValue]).toEqual([nan, nan, nan, nan]);
  });

  it('errs about as often as its level says', () => {
    const rng = createRng(3);
    let rejected = 0;
    for (let i = 0; i < 1500; i++) {
      const y = Float64Array.from({ length: 80 }, () => rng.integer(2));
      const signal = y.map((label) => label + rng.normal());
      const noisy = (own: Rng) => signal.map((value) => value + own.normal());
      if (delongPaired(noisy(rng), noisy(rng), y).pValue <= 0.05) rejected++;
    }
    expect(Math.abs(rejected / 1500 - 0.05)).toBeLessThan(0.02);
  });
});
