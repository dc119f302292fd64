import { expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { mean, variance } from '../math/reduce.ts';
import { metricByName } from '../metrics/index.ts';
import { detectableEffect, pairedDeviation, rowsNeeded } from './rows-needed.ts';

it('is what the normal power calculation says', () => {
  // (1.959964 + 0.841621)^2 = 7.848879; 900 times that, plus 1.92.
  expect(rowsNeeded(0.01, { deviation: 0.3 })).toBe(7066);
  expect(rowsNeeded(-0.01, { deviation: 0.3 })).toBe(7066);
  expect(rowsNeeded(0.02, { deviation: 0.3 })).toBeLessThan(7066 / 3.9);
  expect(rowsNeeded(0.01, { deviation: 0.3, power: 0.9 })).toBeGreaterThan(9000);
  for (const rows of [50, 7066]) {
    expect(rowsNeeded(detectableEffect(rows, { deviation: 0.3 }), { deviation: 0.3 })).toBeCloseTo(rows, -1);
  }
  expect(detectableEffect(1, { deviation: 1 })).toBe(Number.POSITIVE_INFINITY);
});

it('is enough rows for the power that was asked for', () => {
  const rng = createRng(71);
  const draw = (n: number) => {
    const yTrue = Float64Array.from({ length: n }, () => rng.normal());
    const predicted = (noise: number) => ({ values: yTrue.map((y) => y + noise * rng.normal()) });
    return { yTrue, nClasses: 0, metric: metricByName('mae'), candidate: predicted(0.5), baseline: predicted(0.6) };
  };
  const deviation = pairedDeviation(draw(20_000));
  const n = rowsNeeded(0.1 * Math.sqrt(2 / Math.PI), { deviation });
  const rounds = 400;
  let shown = 0;
  for (let round = 0; round < rounds; round++) {
    const { yTrue, metric, candidate, baseline } = draw(n);
    const rows = (predictions: typeof candidate) => metric.perRow!({ yTrue, nClasses: 0, predictions });
    const [ours, theirs] = [rows(candidate), rows(baseline)];
    const gains = theirs.map((loss, row) => loss - ours[row]);
    if (mean(gains) > 1.96 * Math.sqrt(variance(gains) / n)) shown++;
  }
  expect(shown / rounds).toBeGreaterThan(0.74);
  expect(shown / rounds).toBeLessThan(0.86);
});

it('refuses what means nothing', () => {
  expect(() => rowsNeeded(0, { deviation: 1 })).toThrow(/effect/);
  expect(() => rowsNeeded(1, { deviation: 0 })).toThrow(/deviation/);
  expect(() => rowsNeeded(1, { deviation: 1, power: 1 })).toThrow(/power/);
  expect(() => rowsNeeded(1, { deviation: 1, level: 0.7 })).toThrow(/level/);
});
