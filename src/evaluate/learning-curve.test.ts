import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { pow } from '../math/pow.ts';
import { learningCurve } from './learning-curve.ts';
import { powerLawAt, powerLawFitter } from './power-law.ts';

const sizes = [100, 200, 400, 800, 1600];

/** Scores that rise to 0.9, with noise of the repeat and of the fit. */
function rising(stream: string, scale: number, noise = 0.004) {
  const rng = createRng(61).split(stream);
  const ofRepeat = Array.from({ length: 20 }, () => noise * rng.normal());
  return (size: number, repeat: number) => 0.9 - scale * pow(size, -0.5) + ofRepeat[repeat] + noise * rng.normal();
}

const trueGain = (scale: number) => scale * (pow(1600, -0.5) - pow(3200, -0.5));

describe('a power law', () => {
  it('is found again where there is no noise', () => {
    const law = { limit: 0.2, scale: 3, exponent: 0.5 };
    const lawOf = powerLawFitter(
      sizes,
      sizes.map(() => 1),
    );
    const found = lawOf(sizes.map((size) => powerLawAt(law, size)));
    for (const size of [...sizes, 3200]) expect(powerLawAt(found, size)).toBeCloseTo(powerLawAt(law, size), 2);
  });

  it('never rises', () => {
    const { scale } = powerLawFitter(sizes, [1, 1, 1, 1, 1])([1, 2, 3, 4, 5]);
    expect(scale).toBe(0);
  });
});

describe('a learning curve', () => {
  it('ends the intervals of scores where scores end, and changes nothing else', async () => {
    const scoreAt = (size: number, repeat: number) => 1 - (repeat % 2) / size;
    const plain = await learningCurve({ sizes, scoreAt, direction: 'maximize' });
    const bounded = await learningCurve({ sizes, scoreAt, direction: 'maximize', bounds: [0, 1] });
    expect(plain.points.some(({ ci }) => ci[1] > 1)).toBe(true);
    const cut = plain.points.map((point) => ({ ...point, ci: [point.ci[0], Math.min(1, point.ci[1])] }));
    expect(bounded).toEqual({ ...plain, points: cut });
  });

  it('says what twice the data is worth, and repeats itself', async () => {
    const options = { sizes, scoreAt: rising('one', 2), direction: 'maximize' } as const;
    const curve = await learningCurve(options);
    expect(curve.verdict).toBe('more_data_helps');
    expect(curve.points.map(({ size }) => size)).toEqual(sizes);
    expect(curve.gain.ci[0]).toBeLessThan(trueGain(2));
    expect(curve.gain.ci[1]).toBeGreaterThan(trueGain(2));
    expect(curve.advice).toMatch(/^Twice the data is worth about 0\.0\d+ \(95 % interval/);
    expect(await learningCurve({ ...options, scoreAt: rising('one', 2) })).toEqual(curve);
  });

  it('begins where models begin to learn', async () => {
    const learned = rising('late', 2);
    const scoreAt = (size: number, repeat: number) => (size === 50 ? 0.5 : learned(size, repeat));
    const curve = await learningCurve({ sizes: [50, ...sizes], scoreAt, direction: 'maximize' });
    expect(curve.from).toBe(100);
    expect(curve.points[0]).toMatchObject({ size: 50, value: 0.5 });
    expect(curve.gain.ci[0]).toBeLessThan(trueGain(2));
    expect(curve.gain.ci[1]).toBeGreaterThan(trueGain(2));
    const all = await learningCurve({ sizes, scoreAt: rising('late', 2), direction: 'maximize' });
    expect(all.from).toBe(100);
  });

  it('of losses is that of scores turned around', async () => {
    const score = rising('two', 2);
    const losses = rising('two', 2);
    const up = await learningCurve({ sizes, scoreAt: score, direction: 'maximize' });
    const down = await learningCurve({ sizes, scoreAt: async (...at) => -losses(...at), direction: 'minimize' });
    expect(down.gain).toEqual(up.gain);
    expect(down.law.limit).toBeCloseTo(-up.law.limit, 12);
  });

  it('holds the true gain about 95 times in 100, and sees none where there is none', async () => {
    const rounds = 40;
    let [covered, claimed] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const { gain } = await learningCurve({ sizes, scoreAt: rising(`gain-${round}`, 2), direction: 'maximize' });
      if (gain.ci[0] <= trueGain(2) && trueGain(2) <= gain.ci[1]) covered++;
      const flat = await learningCurve({ sizes, scoreAt: rising(`flat-${round}`, 0), direction: 'maximize' });
      if (flat.verdict === 'more_data_helps') claimed++;
      else expect(flat.advice).toMatch(/not distinguishable from no gain/);
    }
    expect(covered / rounds).toBeGreaterThan(0.84);
    expect(claimed / rounds).toBeLessThan(0.16);
  });

  it('refuses what gives no curve', async () => {
    const scoreAt = () => 0.5;
    const direction = 'maximize';
    await expect(learningCurve({ sizes: [1, 2, 3], scoreAt, direction })).rejects.toThrow(/sizes: expected 4 or more/);
    await expect(learningCurve({ sizes: [4, 3, 2, 1], scoreAt, direction })).rejects.toThrow(/rising/);
    await expect(learningCurve({ sizes, scoreAt, direction, repeats: 1 })).rejects.toThrow(/repeats/);
    await expect(learningCurve({ sizes, scoreAt, direction, factor: 1 })).rejects.toThrow(/factor/);
    await expect(learningCurve({ sizes, scoreAt: () => Number.NaN, direction })).rejects.toThrow(/size 100, repeat 0/);
  });
});
