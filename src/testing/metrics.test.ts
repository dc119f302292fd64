/** The conformance suite over every listed metric. */
import { describe, expect, it } from 'vitest';
import { metrics } from '../metrics/index.ts';
import { defineMetric, type Metric } from '../metrics/metric.ts';
import { metricChecks } from './metrics.ts';

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s', (_, metric) => {
  for (const check of metricChecks(metric)) {
    it(check.name, async (context) => {
      const reason = await check.run();
      if (reason !== undefined) context.skip(reason);
    });
  }
});

describe('the checks refuse', () => {
  const good = defineMetric({
    name: 'bias',
    description: 'Mean distance.',
    tasks: ['regression'],
    direction: 'minimize',
    bounds: [0, Number.POSITIVE_INFINITY],
    needs: 'values',
    interval: 'bca',
    compute: ({ yTrue, predictions, sampleWeight }) => {
      let [sum, weight] = [0, 0];
      for (let i = 0; i < yTrue.length; i++) {
        const own = sampleWeight ? sampleWeight[i] : 1;
        sum += own * Math.abs(yTrue[i] - predictions.values[i]);
        weight += own;
      }
      return sum / weight;
    },
  });
  const failures = async (metric: Metric) => {
    const failed: string[] = [];
    for (const check of metricChecks(metric)) {
      try {
        await check.run();
      } catch {
        failed.push(check.name);
      }
    }
    return failed;
  };
  const unweighted = (metric: Metric): Metric => ({
    ...metric,
    compute: (outcomes) => metric.compute({ ...outcomes, sampleWeight: undefined }),
  });

  it('nothing of a good metric', async () => {
    expect(await failures(good)).toEqual([]);
  });

  it.each<[string, Metric, string]>([
    ['a bad name', { ...good, name: 'Bias' }, 'has a wire name, a description, tasks and bounds'],
    ['a wrong direction', { ...good, direction: 'maximize' }, 'regression: perfect predictions score best'],
    ['wrong bounds', { ...good, bounds: [0, 0.01] }, 'regression: stays within its bounds'],
    [
      'ignored weights',
      unweighted(good),
      'regression: a whole weight is a repeated row, and weight 0 a row that is not there',
    ],
    [
      'weights that count by size',
      { ...good, compute: (o) => good.compute(o) * (o.sampleWeight?.[1] ?? 1) },
      'regression: the unit of the weights does not matter',
    ],
    [
      'a look at the first row',
      { ...good, compute: (o) => good.compute(o) + o.yTrue[0] },
      'regression: the order of the rows does not matter',
    ],
    [
      'an invented score',
      { ...good, compute: (o) => good.compute(o) || 0 },
      'regression: without rows, or without weight, there is no score',
    ],
    [
      'row shares of another score',
      { ...good, perRow: ({ yTrue }) => yTrue },
      'regression: the mean over rows is the score',
    ],
    ['another reweighting', { ...good, reweighting: () => () => 1 }, 'regression: reweighting equals computing'],
    [
      'changed outcomes',
      { ...good, compute: (o) => good.compute(o) + o.predictions.values.fill(3)[0] },
      'regression: same outcomes, same bits, and they stay untouched',
    ],
  ])('%s', async (_, metric, failed) => {
    expect(await failures(metric)).toContain(failed);
  });
});
