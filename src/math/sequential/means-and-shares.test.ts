import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawCount } from '../../../tests/draw-count.ts';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { addBoundedValue, startBoundedMean } from './bounded-mean.ts';
import { addMoments, type Moments, meanDifference, momentsOf, noMoments } from './mean-difference.ts';
import { anytimePValue } from './restarting-wealth.ts';
import { addShareCounts, mismatchPValue, startShareMismatch } from './share-mismatch.ts';
import { addShareShift, startShareShift } from './share-shift.ts';

const square = (x: number) => x * x;

interface MeanCase {
  readonly alpha: number;
  readonly tightestAt: number;
  readonly reference: Moments;
  readonly candidate: Moments;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

const fixture: {
  readonly means: readonly MeanCase[];
  readonly shares: readonly { counts: number[]; shares: number[]; logEvidence: number }[];
} = JSON.parse(readFileSync(new URL('../../../tests/reference/sequential/sequential.json', import.meta.url), 'utf8'));

beforeAll(distributionsReady);

describe('the difference of means', () => {
  it.each(fixture.means)('equals gbstats, case %#', ({ candidate, reference, alpha, tightestAt, ...expected }) => {
    const found = meanDifference(candidate, reference, { alpha, tightestAt });
    expect(found.difference).toBeCloseTo(expected.difference, 12);
    expect(found.low).toBeCloseTo(expected.low, 9);
    expect(found.high).toBeCloseTo(expected.high, 9);
    expect(found.pValue / expected.pValue).toBeCloseTo(1, 8);
  });

  it('has no ends before there is a spread', () => {
    const one = momentsOf([3]);
    expect(meanDifference(one, momentsOf([1, 2]))).toMatchObject({ low: -Infinity, high: Infinity, pValue: 1 });
    expect(meanDifference(momentsOf([2, 2]), momentsOf([2, 2])).pValue).toBe(1);
  });

  it('misses in at most 1 of 20 comparisons of equals that are looked at all the time', () => {
    let missed = 0;
    const root = createRng(1);
    for (let seed = 0; seed < 400; seed++) {
      const rng = root.split(`${seed}`);
      const draw = (n: number) => Array.from({ length: n }, () => square(rng.normal()));
      let candidate = momentsOf(draw(50));
      let reference = momentsOf(draw(100));
      let least = 1;
      for (let step = 0; step < 40; step++) {
        candidate = addMoments(candidate, momentsOf(draw(10)));
        reference = addMoments(reference, momentsOf(draw(20)));
        least = Math.min(least, meanDifference(candidate, reference).pValue);
      }
      if (least <= 0.05) missed++;
    }
    expect(missed).toBeLessThanOrEqual(20);
  });
});

describe('moments', () => {
  it('of parts are those of the whole', () => {
    const rng = createRng(2);
    const values = Array.from({ length: 100 }, () => 1e6 + rng.normal());
    const whole = momentsOf(values);
    let parts = noMoments;
    for (let i = 0; i < 100; i += 7) parts = addMoments(parts, momentsOf(values.slice(i, i + 7)));
    expect(parts.count).toBe(100);
    expect(parts.mean).toBeCloseTo(whole.mean, 8);
    expect(parts.squares).toBeCloseTo(whole.squares, 6);
    expect(addMoments(noMoments, noMoments)).toEqual(noMoments);
  });
});

describe('the mean of bounded numbers', () => {
  it('is inside its interval at all times, for rare large values too, and the interval closes', () => {
    const root = createRng(3);
    let missed = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rng = root.split(`${seed}`);
      let state = startBoundedMean(0.05);
      let isMissed = false;
      for (let i = 0; i < 250; i++) {
        state = addBoundedValue(state, rng.uniform() < 0.1 ? 1 : 0);
        isMissed ||= 0.1 < state.low || 0.1 > state.high;
      }
      if (isMissed) missed++;
      expect(state.high - state.low).toBeLessThan(0.25);
    }
    expect(missed).toBeLessThanOrEqual(3);
  });

  it('counts the same from either end', () => {
    let up = startBoundedMean();
    let down = startBoundedMean();
    const rng = createRng(4);
    for (let i = 0; i < 200; i++) {
      const value = square(rng.uniform());
      up = addBoundedValue(up, value);
      down = addBoundedValue(down, 1 - value);
    }
    expect(down.low).toBeCloseTo(1 - up.high, 10);
    expect(down.high).toBeCloseTo(1 - up.low, 10);
    expect(up.low).toBeGreaterThan(0.2);
    expect(up.high).toBeLessThan(0.5);
    expect(JSON.parse(JSON.stringify(up))).toEqual(up);
    expect(() => addBoundedValue(up, 1.1)).toThrow('0 <= value <= 1');
  });
});

describe('shares of answers', () => {
  const counts = (rng: ReturnType<typeof createRng>, n: number, first: number, second: number) => {
    const a = drawCount(rng, n, first);
    const b = drawCount(rng, n - a, second);
    return [a, b, n - a - b];
  };

  it('of equals raise an alarm in at most 1 of 100 endless comparisons', () => {
    const root = createRng(5);
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) {
      const rng = root.split(`${seed}`);
      let wealth = startShareShift(3);
      for (let step = 0; step < 50; step++)
        wealth = addShareShift(wealth, counts(rng, 20, 0.7, 0.5), counts(rng, 100, 0.7, 0.5));
      if (anytimePValue(wealth) <= 0.01) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('that move are found, upwards and downwards; a side without answers says nothing', () => {
    const rng = createRng(6);
    for (const [first, second] of [
      [1, 0],
      [0.5, 0.5],
      [0.7, 0.9],
    ]) {
      let wealth = addShareShift(startShareShift(3), [0, 0, 0], [9, 1, 1]);
      for (let step = 0; step < 100; step++)
        wealth = addShareShift(wealth, counts(rng, 20, first, second), counts(rng, 200, 0.7, 0.5));
      expect(anytimePValue(wealth)).toBeLessThan(1e-4);
    }
  });
});

describe('shares of units', () => {
  it.each(fixture.shares)('give the Bayes factor of scipy, case %#', ({ counts, shares, logEvidence }) => {
    let state = startShareMismatch;
    // In two steps as in one.
    const some = counts.map((count) => Math.floor(count / 3));
    state = addShareCounts(state, some, shares);
    state = addShareCounts(
      state,
      counts.map((count, i) => count - some[i]),
      shares,
    );
    expect(state.logEvidence).toBeCloseTo(logEvidence, 8);
    expect(mismatchPValue(state)).toBeLessThanOrEqual(1);
  });

  it('are mismatched at 1 % too few after some time, and not when they match through a ramp', () => {
    const rng = createRng(7);
    let lost = startShareMismatch;
    let kept = startShareMismatch;
    for (let step = 0; step < 200; step++) {
      const share = step < 100 ? 0.1 : 0.5;
      const arrived = drawCount(rng, 1000, share);
      kept = addShareCounts(kept, [arrived, 1000 - arrived], [share, 1 - share]);
      lost = addShareCounts(lost, [drawCount(rng, arrived, 0.95), 1000 - arrived], [share, 1 - share]);
    }
    expect(mismatchPValue(kept)).toBeGreaterThan(0.01);
    expect(mismatchPValue(lost)).toBeLessThan(0.0005);
    const closed = addShareCounts(kept, [5, 10], [0, 1]);
    expect(closed.logEvidence).toBeCloseTo(kept.logEvidence, 9);
    expect(closed.counts).toEqual([0, 10]);
  });
});
