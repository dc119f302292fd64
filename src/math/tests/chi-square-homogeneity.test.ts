/** Pearson's test against scipy, with categories and samples that are empty, and how often it errs. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { chiSquareHomogeneity } from './chi-square-homogeneity.ts';

const { counts } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/tests.json', import.meta.url), 'utf8'),
) as { counts: { a: number[]; b: number[]; statistic: number; df: number; pValue: number }[] };

beforeAll(() => distributionsReady());

describe('chiSquareHomogeneity', () => {
  it.each(counts.map((entry, i) => [i, entry] as const))('equals scipy on table %i', (_, entry) => {
    for (const got of [
      chiSquareHomogeneity(entry.a, entry.b),
      chiSquareHomogeneity([0, ...entry.b], [0, ...entry.a]),
    ]) {
      expect(got.df).toBe(entry.df);
      expect(Math.abs(got.statistic - entry.statistic)).toBeLessThanOrEqual(1e-12 * entry.statistic);
      expect(Math.abs(got.pValue - entry.pValue)).toBeLessThanOrEqual(1e-10 * entry.pValue);
    }
  });

  it('has nothing to compare without two categories or without rows', () => {
    const nothing = { statistic: 0, df: 0, pValue: 1 };
    expect(chiSquareHomogeneity([5, 0], [9, 0])).toEqual(nothing);
    expect(chiSquareHomogeneity([5, 3], [0, 0])).toEqual(nothing);
    expect(chiSquareHomogeneity([], [])).toEqual(nothing);
    expect(() => chiSquareHomogeneity([1, 2], [1])).toThrow(RangeError);
  });

  it('equal shares give statistic 0 and p-value 1 exactly', () => {
    expect(chiSquareHomogeneity([1, 2, 4], [7, 14, 28])).toEqual({ statistic: 0, df: 2, pValue: 1 });
  });

  it('errs about as often as its level says', () => {
    const rng = createRng(3);
    const draw = (n: number) => {
      const found = [0, 0, 0, 0];
      for (let i = 0; i < n; i++) found[Math.min(3, rng.integer(6))]++;
      return found;
    };
    let rejected = 0;
    for (let i = 0; i < 2000; i++) if (chiSquareHomogeneity(draw(80), draw(120)).pValue <= 0.05) rejected++;
    expect(Math.abs(rejected - 100)).toBeLessThan(3.5 * Math.sqrt(95));
  });
});
