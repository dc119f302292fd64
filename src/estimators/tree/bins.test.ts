/** Bins: their limits, and that a value lies in the bin that its threshold says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedCopy } from '../../math/quantile.ts';
import { binColumn, binsOf } from './bins.ts';
import { openColumnNumbers } from './column-numbers.ts';
import { quantileThresholds, thresholdBetween } from './quantile-thresholds.ts';

const column = (values: ArrayLike<number>, cardinality?: number) => ({
  kind: 'number' as const,
  name: 'x',
  values: Float64Array.from(values),
  integer: false,
  ...(cardinality !== undefined && { cardinality }),
});

const numbers = openColumnNumbers(10_000);

describe('thresholdBetween', () => {
  it('parts any two numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (p, q) => {
        fc.pre(p !== q);
        const [a, b] = p < q ? [p, q] : [q, p];
        const limit = thresholdBetween(a, b);
        expect(a <= limit && limit < b).toBe(true);
      }),
    );
  });

  it('is the middle where there is one', () => {
    expect(thresholdBetween(1, 2)).toBe(1.5);
    expect(thresholdBetween(-1e308, 1e308)).toBe(0);
    expect(thresholdBetween(1, 1 + Number.EPSILON)).toBe(1);
  });
});

describe('quantileThresholds', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })), { maxLength: 80 });

  it('rise, and leave rows in every bin', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 12 }), (list, maxBins) => {
        const bins = binsOf(column(list), maxBins, numbers);
        const codes = binColumn(Float64Array.from(list), bins, numbers);
        const distinct = new Set(list.map((value) => value + 0)).size;
        expect(bins.nBins).toBeLessThanOrEqual(Math.min(maxBins, distinct));
        if (distinct <= maxBins) expect(bins.nBins).toBe(distinct);
        expect([...new Set(codes)].sort((a, b) => a - b)).toEqual(Array.from({ length: bins.nBins }, (_, i) => i));
        for (const [i, code] of codes.entries()) {
          for (const [j, other] of codes.entries()) if (list[i] < list[j]) expect(code).toBeLessThanOrEqual(other);
        }
      }),
    );
  });

  it('shares rows evenly among values that differ', () => {
    const thresholds = quantileThresholds(sortedCopy(Array.from({ length: 10_000 }, (_, i) => i * i)), 100);
    const codes = binColumn(
      Float64Array.from({ length: 10_000 }, (_, i) => i * i),
      { kind: 'numeric', nBins: 100, thresholds },
      numbers,
    );
    const counts = new Int32Array(100);
    for (const code of codes) counts[code]++;
    expect([...counts].every((count) => count === 100)).toBe(true);
  });

  it('gives a frequent value its own bin', () => {
    const list = [...Array(500).fill(0), ...Array.from({ length: 500 }, (_, i) => (i - 250) / 100 + 0.001)];
    const thresholds = quantileThresholds(sortedCopy(list), 10);
    expect(thresholds.length).toBe(9);
    const codes = binColumn(Float64Array.from(list), { kind: 'numeric', nBins: 10, thresholds }, numbers);
    const counts = new Int32Array(10);
    for (const code of codes) counts[code]++;
    expect(Math.max(...counts)).toBe(counts[codes[0]]);
    expect(counts[codes[0]]).toBeLessThan(530);
    expect([...counts].filter((count) => count < 30).length).toBe(0);
  });
});

/** The rule of `quantileThresholds`, value by value. */
function thresholdsByRule(sorted: Float64Array, maxBins: number): number[] {
  const values = [...new Set(sorted)];
  const counts = values.map((value) => sorted.filter((other) => other === value).length);
  const between = (i: number) => thresholdBetween(values[i], values[i + 1]);
  if (values.length <= maxBins) return values.slice(1).map((_, i) => between(i));
  const isFull = counts.map((count) => count >= sorted.length / maxBins);
  const rowsFrom = (from: number) => counts.reduce((sum, count, i) => sum + (i < from || isFull[i] ? 0 : count), 0);
  let binsLeft = maxBins - isFull.filter(Boolean).length;
  let target = rowsFrom(0) / binsLeft;
  let filled = 0;
  const thresholds: number[] = [];
  for (let i = 0; i < values.length - 1 && thresholds.length < maxBins - 1; i++) {
    filled += counts[i];
    if (!isFull[i] && filled < target && !(isFull[i + 1] && filled >= Math.max(1, target / 2))) continue;
    thresholds.push(between(i));
    filled = 0;
    if (!isFull[i]) target = rowsFrom(i + 1) / Math.max(1, --binsLeft);
  }
  return thresholds;
}

describe('quantileThresholds of many values', () => {
  it('follows the rule, however often values occur', () => {
    const often = fc.tuple(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(-0, 0, -1 / 0, 1 / 0), fc.double({ noNaN: true })),
      fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    );
    fc.assert(
      fc.property(fc.array(often, { maxLength: 60 }), fc.integer({ min: 2, max: 30 }), (runs, maxBins) => {
        const sorted = sortedCopy(runs.flatMap(([value, times]) => Array<number>(times).fill(value)));
        expect([...quantileThresholds(sorted, maxBins)]).toEqual(thresholdsByRule(sorted, maxBins));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bins of a column', () => {
  it('set the missing apart', () => {
    const values = Float64Array.of(3, Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const bins = binsOf(column(values), 255, numbers);
    expect([...binColumn(values, bins, numbers)]).toEqual([2, 4, 1, 3, 0]);
    expect(binsOf(column([Number.NaN]), 255, numbers).nBins).toBe(0);
  });

  it('keep the most frequent categories; others and what is no code are like missing', () => {
    const values = Float64Array.of(2, 2, 2, 0, 0, 3, 4, 4, 1.5, -1, 9, Number.NaN);
    const bins = binsOf(column(values, 6), 3, numbers);
    expect([...binColumn(values, bins, numbers)]).toEqual([1, 1, 1, 0, 0, 3, 2, 2, 3, 3, 3, 3]);
  });
});

describe('the bin of a number', () => {
  it('is the number of thresholds below it, wherever they lie', () => {
    const any = fc.oneof(
      fc.double({ noNaN: true }),
      fc.double({ min: 1, max: 1.01, noNaN: true }),
      fc.constantFrom(0, -0, 5e-324, -1e-60, 1e-60, 3e38, 1e39, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 255 }), fc.array(any, { maxLength: 60 }), (limits, list) => {
        const thresholds = sortedCopy([...new Set(limits.map((limit) => limit + 0))]);
        const values = Float64Array.from([...list, ...thresholds, Number.NaN]);
        const below = [...values].map((value) => thresholds.filter((limit) => limit < value).length);
        expect([...numbers.binned(values, thresholds, 77)]).toEqual([...below.slice(0, -1), 77]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('sorting in the kernel', () => {
  it('is what the platform does, to the bit', () => {
    const any = fc.oneof(
      fc.double(),
      fc.constantFrom(0, -0, 5e-324, -5e-324, 1e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), (list) => {
        const values = Float64Array.from(list);
        const bits = (array: Float64Array) => [...new BigUint64Array(array.slice().buffer)];
        expect(bits(numbers.sorted(values))).toEqual(bits(sortedCopy(values)));
      }),
    );
  });

  it.each([
    ['single precision', (i: number) => Math.fround((i % 1009) / 7 - 60)],
    ['whole numbers', (i: number) => ((i * 7919) % 9973) - 5000],
    ['few that differ in the last bits', (i: number) => ((i * 7919) % 9973) / 7],
    ['many that differ in the last bits', (i: number) => (i % 2 ? -1 : 1e12) + ((i * 7919) % 9973) / 1_048_576],
    ['none but NaN', () => Number.NaN],
  ])('does so for many values: %s', (_, valueAt) => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => (i % 97 === 5 ? Number.NaN : valueAt(i)));
    expect(numbers.sorted(values)).toEqual(sortedCopy(values));
  });
});
