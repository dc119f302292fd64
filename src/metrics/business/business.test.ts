import { describe, expect, it } from 'vitest';
import { metricChecks } from '../../testing/metrics.ts';
import { costMetric } from './cost.ts';
import { bestProfit, profitCurve } from './profit-curve.ts';

const outcomes = {
  yTrue: Float64Array.of(0, 0, 1, 1, 1),
  nClasses: 2,
  predictions: { values: Float64Array.of(0, 1, 1, 0, 1), probabilities: undefined },
};

describe('a cost metric', () => {
  it('is the mean price of what was predicted', () => {
    const cost = costMetric([
      [0, 5],
      [500, -20],
    ]);
    expect(cost.compute(outcomes)).toBe((0 + 5 - 20 + 500 - 20) / 5);
    expect(cost.direction).toBe('minimize');
  });

  const error = costMetric([
    [0, 1],
    [1, 0],
  ]);
  for (const check of metricChecks({ ...error, tasks: ['binary'] }))
    it(check.name, async () => void (await check.run()));

  it('refuses a matrix that is none', () => {
    for (const costs of [
      [],
      [[0, 1]],
      [[0, 1], [2]],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, Number.NaN],
        [1, 0],
      ],
    ]) {
      expect(() => costMetric(costs)).toThrow(/square of finite numbers/);
    }
  });
});

describe('a profit curve', () => {
  const values = { truePositive: 10, falsePositive: -4, trueNegative: 0, falseNegative: -1 };

  it('goes from acting on nothing to acting on everything, a point per score', () => {
    const curve = profitCurve(Float64Array.of(1, 0, 1, 0), Float64Array.of(0.9, 0.5, 0.5, 0.1), values);
    expect(curve).toEqual([
      { threshold: Number.POSITIVE_INFINITY, share: 0, profit: -2 / 4 },
      { threshold: 0.9, share: 1 / 4, profit: (10 - 1) / 4 },
      { threshold: 0.5, share: 3 / 4, profit: (20 - 4) / 4 },
      { threshold: 0.1, share: 1, profit: (20 - 8) / 4 },
    ]);
    expect(bestProfit(curve)?.threshold).toBe(0.5);
  });

  it('of no rows has no points; scores that are none are refused', () => {
    const none = new Float64Array(0);
    expect(profitCurve(none, none, values)).toEqual([]);
    expect(bestProfit([])).toBeUndefined();
    expect(() => profitCurve(Float64Array.of(1), Float64Array.of(Number.NaN), values)).toThrow(/VALUE_INVALID|numbers/);
    expect(() => profitCurve(Float64Array.of(1), none, values)).toThrow(/0 and 1/);
  });
});
