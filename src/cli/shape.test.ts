/** Distributions drawn from quantiles. */
import { expect, it } from 'vitest';
import { shape } from './shape.ts';

const quantiles = (p01: number, p05: number, p25: number, p50: number, p75: number, p95: number, p99: number) => ({
  p01,
  p05,
  p25,
  p50,
  p75,
  p95,
  p99,
});

it('draws an even distribution level', () => {
  expect(shape(quantiles(1, 5, 25, 50, 75, 95, 99))).toBe('████████');
});

it('draws a skewed one as falling', () => {
  const bars = [...shape(quantiles(0.01, 0.05, 0.29, 0.69, 1.39, 3, 4.6))];
  expect(bars[0]).toBe('█');
  expect(bars.toSorted((a, b) => (a < b ? 1 : -1))).toEqual(bars);
});

it('puts rows of one value into one bar', () => {
  expect(shape(quantiles(0, 0, 0, 0, 0, 0, 8))).toBe('█▁▁▁▁▁▁▁');
});

it('draws nothing for one value, for dates and for nothing', () => {
  expect(shape(quantiles(3, 3, 3, 3, 3, 3, 3))).toBe('');
  expect(shape({ p01: '2026-01-01', p05: '2026-01-02' })).toBe('');
  expect(shape(null)).toBe('');
});
