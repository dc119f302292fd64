/** What a single look tells: plain figures first, then wider ones, confirmed claims and scores under noise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../math/distributions.ts';
import { exp } from '../../math/exp.ts';
import { createRng } from '../../math/philox.ts';
import type { Score } from '../evaluation.ts';
import { afterLook, unseenHoldout } from './holdout-state.ts';
import { widened, widenedGain } from './plain-look.ts';
import { scoreLook } from './score-look.ts';

const score: Score = { value: 0.8, ci: [0.78, 0.82] };

const share = [0, 1] as const;
const later = (spent: number) => ({ looks: 30, spent, allPlain: false });
const ask = (more: object = {}) => ({ score, bounds: share, budget: 200, rng: createRng(1).split('look-2'), ...more });

describe('widened', () => {
  it('leaves the first look as it is', () => {
    expect(widened(unseenHoldout, score, share)).toEqual(score);
  });

  it('stretches both sides and stays within the bounds', () => {
    const state = { looks: 1, spent: 1, allPlain: true };
    const told = widened(state, { value: 0.99, ci: [0.9, 0.995] }, share);
    expect(told.value).toBe(0.99);
    expect(told.ci![0]).toBeCloseTo(0.99 - (0.09 * 2.447746830680816) / 1.959963984540054, 12);
    expect(widened(later(100), { value: 0.99, ci: [0.9, 0.995] }, share).ci).toEqual([expect.any(Number), 1]);
  });

  it('has nothing to say about what is not defined', () => {
    expect(widened(later(9), { value: null, ci: null }, share)).toEqual({ value: null, ci: null });
  });
});

describe('widenedGain', () => {
  const gain = { value: 0.01, ci: [0.001, 0.019] as [number, number], pValue: 0.03, verdict: 'lift' as const };

  it('keeps the verdict of the first look, and takes back one that later looks do not bear', () => {
    expect(widenedGain(unseenHoldout, gain, [-1, 1])).toEqual(gain);
    const told = widenedGain({ looks: 1, spent: 1, allPlain: true }, gain, [-1, 1]);
    expect(told).toMatchObject({ value: 0.01, verdict: 'not_distinguishable' });
    expect(told.pValue).toBeGreaterThan(0.05);
  });

  it('keeps what was no lift and what is beyond doubt', () => {
    const same = { value: 0, ci: [0, 0] as [number, number], pValue: 1, verdict: 'no_lift' as const };
    expect(widenedGain(later(5), same, [-1, 1])).toEqual(same);
    expect(widenedGain(later(5), { ...gain, pValue: 1e-30 }, [-1, 1]).verdict).toBe('lift');
  });
});

describe('scoreLook', () => {
  it('is plain at first, and for ten looks while half of the budget is left', () => {
    expect(scoreLook(unseenHoldout, ask())).toEqual({ score, outcome: 'plain', cost: 1 });
    expect(scoreLook({ looks: 9, spent: 9, allPlain: true }, ask()).outcome).toBe('plain');
    expect(scoreLook({ looks: 10, spent: 10, allPlain: true }, ask()).outcome).toBe('noised');
    expect(scoreLook({ looks: 2, spent: 2, allPlain: true }, ask({ budget: 4 })).outcome).toBe('noised');
  });

  it('tells later scores under noise that the number of the look decides', () => {
    const told = scoreLook(later(20), ask());
    expect(told).toMatchObject({ outcome: 'noised', cost: 0.2 });
    expect(told.score.value).not.toBe(0.8);
    expect(scoreLook(later(20), ask())).toEqual(told);
    expect(scoreLook(later(20), ask({ rng: createRng(1).split('look-3') })).score).not.toEqual(told.score);
  });

  it('confirms a claim that the holdout bears out, and contradicts one that it does not', () => {
    expect(scoreLook(later(20), ask({ claim: 0.801 }))).toMatchObject({
      outcome: 'confirmed',
      cost: 0.04,
      score: { value: 0.801 },
    });
    expect(scoreLook(later(20), ask({ claim: 0.95 }))).toMatchObject({ outcome: 'noised', cost: 1.75 });
  });

  it('withholds a score without an interval once plain looks are over', () => {
    const bare = { value: 0.8, ci: null };
    expect(scoreLook(unseenHoldout, ask({ score: bare })).score).toEqual(bare);
    expect(scoreLook(later(20), ask({ score: bare })).score).toEqual({ value: null, ci: null });
  });

  it('tells nothing by the width of the interval: near errors look alike', () => {
    const reaches = [1, 1.001, 1.002].map((times) => {
      const { ci } = scoreLook(
        later(20),
        ask({ score: { value: 0.8, ci: [0.8 - 0.02 * times, 0.8 + 0.02 * times] } }),
      ).score;
      return ci![1] - ci![0];
    });
    expect(reaches[1]).toBeCloseTo(reaches[0], 12);
    expect(reaches[2]).toBeCloseTo(reaches[0], 12);
  });

  it('holds the value inside its interval and both inside the bounds, whatever is asked', () => {
    const told = fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      fc.option(fc.double({ min: -5, max: 5, noNaN: true }), { nil: undefined }),
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.nat(),
      (value, reach, claim, spent, seed) => {
        const asked = { value, ci: [Math.max(0, value - reach), Math.min(1, value + reach)] as [number, number] };
        const answer = scoreLook(later(spent), ask({ score: asked, claim, rng: createRng(seed) }));
        const { ci } = answer.score;
        expect(0 <= ci![0] && ci![0] <= answer.score.value! && answer.score.value! <= ci![1] && ci![1] <= 1).toBe(true);
        expect(afterLook(later(spent), answer).spent).toBeGreaterThan(spent);
      },
    );
    fc.assert(told);
  });

  it('costs at least what answers tell: the information about the error in the direction asked', () => {
    // The worst claims: so far away that the comparison is contradicted with chance p, by noise of one standard error on top of one.
    for (const p of [0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-6]) {
      const u = normalQuantile(p);
      const density = exp((-u * u) / 2) / Math.sqrt(2 * Math.PI);
      const information = (density * density) / (p * (1 - p)) / 2 + p / 5;
      expect(information).toBeLessThanOrEqual(0.04 * (1 - p) + 1.75 * p + 1e-9);
    }
  });
});
