/** Quantiles of the binomial distribution against the beta distribution, at the ends, and where the normal one takes over. */
import { beforeAll, describe, expect, it } from 'vitest';
import { binomialQuantiles, sortedUniforms } from './binomial-quantile.ts';
import { betaCdf, distributionsReady } from './distributions.ts';

/** Chance of at most k successes. */
const atMost = (k: number, n: number, p: number) => (k >= n ? 1 : 1 - betaCdf(p, k + 1, n - k));
const places = [1e-9, 0.001, 0.025, 0.3, 0.5, 0.77, 0.975, 0.9999];
const quantiles = (n: number, p: number) => {
  const counts = binomialQuantiles(n, p, sortedUniforms(places));
  return places.map((u, i) => ({ u, k: counts[i] }));
};

beforeAll(distributionsReady);

describe('the binomial quantile', () => {
  it.each([
    [1, 0.3],
    [7, 0.5],
    [40, 0.02],
    [40, 0.97],
    [150, 0.6],
    [100_000, 0.0004],
  ])('of %i trials of chance %d is the fewest successes that so large a share does not exceed', (n, p) => {
    for (const { u, k } of quantiles(n, p)) {
      expect(atMost(k, n, p)).toBeGreaterThanOrEqual(u - 1e-12);
      if (k > 0) expect(atMost(k - 1, n, p)).toBeLessThan(u + 1e-12);
    }
  });

  it('of many trials is within one of that', () => {
    for (const { u, k } of quantiles(2000, 0.3).slice(1, -1)) {
      expect(atMost(k + 1, 2000, 0.3)).toBeGreaterThanOrEqual(u);
      expect(atMost(k - 2, 2000, 0.3)).toBeLessThan(u);
    }
  });

  it('of certain trials, and of none, leaves nothing open', () => {
    const of = (n: number, p: number) => new Set(quantiles(n, p).map(({ k }) => k));
    expect(of(12, 0)).toEqual(new Set([0]));
    expect(of(12, 1)).toEqual(new Set([12]));
    expect(of(0, 0.4)).toEqual(new Set([0]));
  });
});
