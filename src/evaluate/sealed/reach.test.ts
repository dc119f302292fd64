import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../math/distributions.ts';
import { unseenHoldout } from './holdout-state.ts';
import { lookBudget } from './look-budget.ts';
import { pValueAfter, reachOf } from './reach.ts';

const plain = (spent: number) => ({ looks: spent, spent, allPlain: true });
const bound = (spent: number) => ({ looks: 1, spent, allPlain: false });
const states = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }).map(plain),
  fc.double({ min: 0, max: 20_000, noNaN: true }).map(bound),
);

describe('reachOf', () => {
  it('is the ordinary 1.96 for the first look', () => {
    expect(reachOf(unseenHoldout)).toBe(1.959963984540054);
  });

  // Roots of scipy.stats.chi2.isf(0.05, k + 1), scipy 1.17.1.
  it.each([
    [1, 2.447746830680816],
    [2, 2.795483482915108],
    [10, 4.435666530825158],
    [999, 32.78230389712477],
  ])('after %i plain looks it is Scheffé’s', (spent, reach) => {
    expect(reachOf(plain(spent))).toBeCloseTo(reach, 8);
  });

  it('grows with what is spent, and the bound for answers under noise is no smaller than the count of plain ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 100 }), (spent, more) => {
        expect(reachOf(plain(spent + more))).toBeGreaterThan(reachOf(plain(spent)));
        expect(reachOf(bound(spent + more))).toBeGreaterThan(reachOf(bound(spent)));
        expect(reachOf(bound(spent))).toBeGreaterThanOrEqual(reachOf(plain(spent)) - 1e-9);
      }),
    );
  });
});

describe('pValueAfter', () => {
  it('is the ordinary one at the first look, and never smaller later', () => {
    fc.assert(
      fc.property(states, fc.double({ min: 1e-300, max: 1, noNaN: true }), (state, pValue) => {
        const after = pValueAfter(state, pValue);
        if (state.spent === 0) expect(after).toBe(pValue);
        else expect(after).toBeGreaterThanOrEqual(pValue * (1 - 1e-9));
        expect(after).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is 0.05 where the interval just leaves zero out, and at most that under noise', () => {
    for (const spent of [1, 2, 10, 100]) {
      const alone = (reach: number) => 2 * normalCdf(-reach);
      expect(pValueAfter(plain(spent), alone(reachOf(plain(spent))))).toBeCloseTo(0.05, 8);
      expect(pValueAfter(bound(spent), alone(reachOf(bound(spent))))).toBeCloseTo(0.05, 8);
    }
  });
});

describe('lookBudget', () => {
  it.each([
    [1, 4],
    [400, 16],
    [500, 22],
    [2000, 131],
    [10_000, 786],
    [1_000_000, 88_827],
  ])('of %i rows is %i', (rows, budget) => {
    expect(lookBudget(rows)).toBe(budget);
  });

  it('ends where the interval of a share of one half reaches 15 points', () => {
    for (const rows of [400, 5000, 100_000]) {
      const reaches = (spent: number) => (reachOf(bound(spent)) * 0.5) / Math.sqrt(rows);
      expect(reaches(lookBudget(rows))).toBeLessThanOrEqual(0.15);
      expect(reaches(lookBudget(rows) + 1)).toBeGreaterThan(0.15);
    }
  });
});
