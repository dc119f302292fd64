/** Metrics: a bounded number of series, whatever is asked for, and blocks of the event loop told (F40, F45). */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { monotonicMs } from '../core/clock.ts';
import { renderMetrics } from './cluster/sum-metrics.ts';
import { openMetrics } from './metrics.ts';

function open() {
  const metrics = openMetrics({
    admission: () => [],
    caches: () => [],
    circuits: () => [],
    droppedEvents: () => 0,
    droppedLines: () => 0,
    loadedModels: () => 0,
    natives: () => [],
    loadedBytes: () => 0,
    servingProblems: () => 0,
  });
  onTestFinished(() => metrics.close());
  const seriesOf = async (name: string) =>
    (await renderMetrics([await metrics.snapshot()]))
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return { metrics, seriesOf };
}

it('the thousandth version has a series of its own, those beyond are counted together, and none is forgotten', async () => {
  const { metrics, seriesOf } = open();
  for (let model = 0; model < 3_000; model++) metrics.countPredictions(`m${model}`, 1, 2);
  metrics.countPredictions('m999', 1, 5);
  metrics.countPredictions('m2999', 1, 5);
  const series = await seriesOf('modelwright_predictions_total');
  expect(series).toHaveLength(1_001);
  expect(series).toContain('modelwright_predictions_total{model="m999",version="1"} 7');
  expect(series).toContain('modelwright_predictions_total{model="other",version="other"} 4005');
});

it('a block of the event loop is told, once', async () => {
  const { seriesOf } = open();
  const longest = async () => {
    const [line] = await seriesOf('modelwright_event_loop_lag_max_seconds');
    return Number(line.split(' ')[1]);
  };
  await longest();
  // The watch begins anew with each reading, at its next turn.
  await sleep(200);
  const until = monotonicMs() + 1_500;
  while (monotonicMs() < until);
  await sleep(100);
  expect(await longest()).toBeGreaterThan(1);
  await sleep(200);
  expect(await longest()).toBeLessThan(1);
});
