import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { differenceInterval, ratioInterval } from './rate-intervals.ts';

const of = (successes: number, rows: number) => ({ successes, rows });

describe('the interval of a difference', () => {
  it.each([
    // Newcombe 1998, table II, method 10.
    [of(56, 70), of(48, 80), 0.0524, 0.3339],
    [of(9, 10), of(3, 10), 0.1705, 0.809],
    [of(5, 56), of(0, 29), -0.0381, 0.1926],
    [of(0, 10), of(0, 10), -0.2775, 0.2775],
    [of(10, 10), of(0, 10), 0.6075, 1],
  ])('of %o and %o is as published', (a, b, low, high) => {
    const found = differenceInterval(a, b, 0.95);
    expect(found[0]).toBeCloseTo(low, 4);
    expect(found[1]).toBeCloseTo(high, 4);
    const turned = differenceInterval(b, a, 0.95);
    expect(turned[0]).toBeCloseTo(-high, 4);
    expect(turned[1]).toBeCloseTo(-low, 4);
  });
});

describe('the interval of a ratio', () => {
  it('is that of the inverse turned round', () => {
    const [low, high] = ratioInterval(of(12, 40), of(30, 55), 0.95);
    const turned = ratioInterval(of(30, 55), of(12, 40), 0.95);
    expect(turned[0]).toBeCloseTo(1 / high, 12);
    expect(turned[1]).toBeCloseTo(1 / low, 12);
  });

  it('has ends without a number where a rate is 0', () => {
    expect(ratioInterval(of(5, 20), of(0, 20), 0.95)[1]).toBe(Number.POSITIVE_INFINITY);
    expect(ratioInterval(of(0, 20), of(5, 20), 0.95)[0]).toBe(0);
    expect(ratioInterval(of(0, 20), of(0, 20), 0.95)).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('is wider at a higher level', () => {
    const [low, high] = ratioInterval(of(12, 40), of(30, 55), 0.95);
    const [lower, higher] = ratioInterval(of(12, 40), of(30, 55), 0.99);
    expect(lower).toBeLessThan(low);
    expect(higher).toBeGreaterThan(high);
  });
});

it.each([
  [40, 0.3, 60, 0.5],
  [200, 0.1, 50, 0.15],
  [30, 0.9, 30, 0.8],
])('both cover the truth as often as they say: %d rows at %d, %d at %d', (n, p, m, q) => {
  const rng = createRng(5).split('coverage');
  const drawn = (rows: number, rate: number) => {
    let successes = 0;
    for (let i = 0; i < rows; i++) if (rng.uniform() < rate) successes++;
    return { successes, rows };
  };
  const samples = 2000;
  let [differences, ratios] = [0, 0];
  for (let s = 0; s < samples; s++) {
    const [a, b] = [drawn(n, p), drawn(m, q)];
    const [dLow, dHigh] = differenceInterval(a, b, 0.95);
    const [rLow, rHigh] = ratioInterval(a, b, 0.95);
    if (dLow <= p - q && p - q <= dHigh) differences++;
    if (rLow <= p / q && p / q <= rHigh) ratios++;
  }
  for (const covered of [differences, ratios]) {
    expect(covered / samples).toBeGreaterThan(0.935);
    expect(covered / samples).toBeLessThan(0.98);
  }
});
