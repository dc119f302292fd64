/** Wilson's interval against statsmodels, at the ends, and how often it covers. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../distributions.ts';
import { createRng } from '../philox.ts';
import { wilsonInterval } from './wilson.ts';

const { wilson } = JSON.parse(
  readFileSync(new URL('../../../tests/reference/math/tests.json', import.meta.url), 'utf8'),
) as { wilson: { successes: number; n: number; level: number; low: number; high: number }[] };

beforeAll(() => distributionsReady());

describe('wilsonInterval', () => {
  it.each(wilson)('$successes of $n at $level', ({ successes, n, level, low, high }) => {
    const got = wilsonInterval(successes, n, level);
    expect(Math.abs(got[0] - low)).toBeLessThan(1e-14);
    expect(Math.abs(got[1] - high)).toBeLessThan(1e-14);
  });

  it('reaches 0 and 1 exactly at the ends, holds the share, and is 95 % by default', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
    expect(wilsonInterval(0, 3)[0]).toBe(0);
    expect(wilsonInterval(3, 3)[1]).toBe(1);
    expect(wilsonInterval(3, 7)).toEqual(wilsonInterval(3, 7, 0.95));
    for (let n = 1; n < 40; n++) {
      for (let successes = 0; successes <= n; successes++) {
        const [low, high] = wilsonInterval(successes, n);
        expect(0 <= low && low <= successes / n && successes / n <= high && high <= 1).toBe(true);
      }
    }
  });

  it('covers about as often as it says', () => {
    const rng = createRng(4);
    let covered = 0;
    for (let i = 0; i < 4000; i++) {
      const share = 0.1 + 0.8 * rng.uniform();
      let successes = 0;
      for (let k = 0; k < 50; k++) if (rng.uniform() < share) successes++;
      const [low, high] = wilsonInterval(successes, 50);
      if (low <= share && share <= high) covered++;
    }
    expect(Math.abs(covered / 4000 - 0.95)).toBeLessThan(0.015);
  });
});
