/** Quantiles against numpy, and sorting. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, median, quantileSorted, sortedCopy } from './quantile.ts';

const { quantiles } = JSON.parse(
  readFileSync(new URL('../../tests/reference/math/numpy.json', import.meta.url), 'utf8'),
) as { quantiles: { values: number[]; levels: number[]; quantiles: number[] }[] };
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('quantileSorted', () => {
  it.each(quantiles.map((entry, i) => [i, entry] as const))('equals numpy to the bit on sample %i', (_, entry) => {
    const sorted = sortedCopy(entry.values);
    for (const [i, level] of entry.levels.entries()) {
      expect([level, quantileSorted(sorted, level)]).toEqual([level, entry.quantiles[i]]);
    }
  });

  it('rises with q and stays within the sample', () => {
    const sample = fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 1, maxLength: 12 });
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(sample, level, level, (values, p, q) => {
        const sorted = sortedCopy(values);
        const [low, high] = [quantileSorted(sorted, Math.min(p, q)), quantileSorted(sorted, Math.max(p, q))];
        expect(sorted[0] <= low && low <= high && high <= sorted[sorted.length - 1]).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('of nothing or at NaN is NaN; infinities do not spoil their neighbours', () => {
    expect([quantileSorted([], 0.5), quantileSorted([1], nan)]).toEqual([nan, nan]);
    expect([quantileSorted([-inf, 1, inf], 0.5), quantileSorted([-inf, -inf], 0.3)]).toEqual([1, -inf]);
  });
});

describe('sortedCopy, ascending and median', () => {
  const anything = fc.array(fc.double());

  it('sortedCopy sorts by value, -0 before 0, without NaN, and leaves its input alone', () => {
    expect(Array.from(sortedCopy([10, 9, nan, -0, 0, -0, inf, -1]))).toEqual([-1, -0, -0, 0, 9, 10, inf]);
    fc.assert(
      fc.property(anything, (values) => {
        const before = [...values];
        const sorted = sortedCopy(values);
        expect(values).toEqual(before);
        expect(sorted.length).toBe(values.filter((value) => !Number.isNaN(value)).length);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i - 1] <= sorted[i]).toBe(true);
      }),
    );
  });

  it('ascending gives the same values, and the same array when that is sorted', () => {
    fc.assert(
      fc.property(anything, (values) => {
        const sorted = sortedCopy(values);
        expect(ascending(sorted)).toBe(sorted);
        const got = ascending(values);
        expect(got.length).toBe(sorted.length);
        for (let i = 0; i < sorted.length; i++) expect(got[i] === sorted[i]).toBe(true);
      }),
    );
    expect(ascending([nan]).length).toBe(0);
    expect(Array.from(ascending([nan, 1, 2]))).toEqual([1, 2]);
    expect(Array.from(ascending([1, 2, nan]))).toEqual([1, 2]);
  });

  it('median', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([nan, 7]), median([])]).toEqual([2, 2.5, 7, nan]);
  });
});
