/** Kolmogorov and Smirnov's test against scipy's exact p-values, the limit distribution and enumeration; how often it errs. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { ksTwoSample } from './ks-two-sample.ts';

const { numeric, asymptotic } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/tests.json', import.meta.url), 'utf8'),
) as {
  numeric: { a: number[]; b: number[]; ksStatistic: number; ksPValue: number }[];
  asymptotic: { n: number; m: number; shift: number; stretch: number; statistic: number; pValue: number }[];
};

beforeAll(() => distributionsReady());

describe('ksTwoSample', () => {
  it.each(numeric.map((entry, i) => [i, entry] as const))('equals the exact test of scipy on pair %i', (_, entry) => {
    const { a, b, ksStatistic, ksPValue } = entry;
    for (const got of [ksTwoSample(a, b), ksTwoSample(b, a), ksTwoSample([...a].reverse(), [Number.NaN, ...b])]) {
      expect(Math.abs(got.statistic - ksStatistic)).toBeLessThan(1e-15);
      expect(Math.abs(got.pValue / ksPValue - 1)).toBeLessThan(1e-10);
    }
  });

  it.each(asymptotic)('follows the limit distribution for $n and $m values', (entry) => {
    const { n, m, shift, stretch, statistic, pValue } = entry;
    const got = ksTwoSample(
      Array.from({ length: n }, (_, i) => i / n),
      Array.from({ length: m }, (_, i) => shift + stretch * (i / m)),
    );
    expect(Math.abs(got.statistic - statistic)).toBeLessThan(1e-12);
    expect(Math.abs(got.pValue / pValue - 1)).toBeLessThan(1e-8);
  });

  it('is exact: the share of all orders of 4 and 5 values that are as far apart', () => {
    const statistics: number[] = [];
    for (let chosen = 0; chosen < 512; chosen++) {
      const bits = Array.from({ length: 9 }, (_, i) => (chosen >> i) & 1);
      if (bits.reduce((total, bit) => total + bit, 0) !== 4) continue;
      const values = (side: number) => bits.flatMap((bit, i) => (bit === side ? [i] : []));
      const { statistic, pValue } = ksTwoSample(values(1), values(0));
      statistics.push(statistic);
      if (chosen < 100) expect(pValue).toBeGreaterThan(0);
    }
    expect(statistics.length).toBe(126);
    for (const [a, b] of [
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8, 9],
      ],
      [
        [1, 2, 3, 7],
        [4, 5, 6, 8, 9],
      ],
      [
        [1, 3, 5, 7],
        [2, 4, 6, 8, 9],
      ],
    ]) {
      const { statistic, pValue } = ksTwoSample(a, b);
      const asFar = statistics.filter((value) => value > statistic - 1e-9).length;
      expect(Math.abs(pValue - asFar / 126)).toBeLessThan(1e-14);
    }
  });

  it('is the same question just below and just above the size where it stops being exact', () => {
    const rng = createRng(1);
    const a = Array.from({ length: 1000 }, () => rng.normal());
    const b = Array.from({ length: 1000 }, () => rng.normal() + 0.06);
    const exact = ksTwoSample(a, b).pValue;
    const limit = ksTwoSample([...a, a[500]], b).pValue;
    expect(exact).toBeGreaterThan(0.001);
    expect(Math.abs(limit / exact - 1)).toBeLessThan(0.1);
  });

  it('errs no more often than its level says', () => {
    const rng = createRng(2);
    let rejected = 0;
    for (let i = 0; i < 2000; i++) {
      const a = Float64Array.from({ length: 40 }, () => rng.normal());
      const b = Float64Array.from({ length: 25 }, () => rng.normal());
      if (ksTwoSample(a, b).pValue <= 0.05) rejected++;
    }
    expect(rejected).toBeLessThan(2000 * 0.05 + 3.5 * Math.sqrt(2000 * 0.05 * 0.95));
    expect(rejected).toBeGreaterThan(40);
  });

  it('equal samples, far samples and empty ones', () => {
    expect(ksTwoSample([1, 2, 2], [1, 2, 2])).toEqual({ statistic: 0, pValue: 1 });
    expect(ksTwoSample([3, 3, 3], [3])).toEqual({ statistic: 0, pValue: 1 });
    expect(ksTwoSample([1, 2], [3, 4, Number.POSITIVE_INFINITY]).statistic).toBe(1);
    expect(ksTwoSample([], [1])).toEqual({ statistic: Number.NaN, pValue: Number.NaN });
    const far = ksTwoSample(
      Array.from({ length: 2000 }, (_, i) => i),
      Array.from({ length: 2000 }, (_, i) => 5000 + i),
    );
    expect(far.statistic).toBe(1);
    expect(far.pValue).toBeLessThan(1e-300);
  });
});
