import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { keepCounted, renderMetrics } from './sum-metrics.ts';

/** The figures of a process that answered some requests. */
async function figuresOf(count: number): Promise<Awaited<ReturnType<Registry['getMetricsAsJSON']>>> {
  const registers = [new Registry()];
  new Counter({ name: 'rows', help: 'Rows.', labelNames: ['model'], registers }).inc({ model: 'late' }, count);
  const times = new Histogram({ name: 'seconds', help: 'Time.', buckets: [1, 2], registers });
  for (let i = 0; i < count; i++) times.observe(i);
  new Gauge({ name: 'waiting', help: 'Waiting.', registers }).set(count);
  new Gauge({ name: 'lag', help: 'Lag.', aggregator: 'max', registers }).set(count);
  return await registers[0].getMetricsAsJSON();
}

const figures = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('adds what is counted, and takes the greatest where one process is as bad as it gets', async () => {
  const text = await renderMetrics([await figuresOf(2), await figuresOf(3)]);
  expect(figures(text)).toEqual([
    'rows{model="late"} 5',
    'seconds_bucket{le="1"} 4',
    'seconds_bucket{le="2"} 5',
    'seconds_bucket{le="+Inf"} 5',
    'seconds_sum 4',
    'seconds_count 5',
    'waiting 5',
    'lag 3',
  ]);
  expect(text).toContain('# TYPE seconds histogram');
});

it('keeps of ended processes what only grows, once for each', async () => {
  const first = await keepCounted([[], await figuresOf(2)]);
  const both = await keepCounted([first, await figuresOf(3)]);
  expect(figures(await renderMetrics([await figuresOf(1), both]))).toEqual([
    'rows{model="late"} 6',
    'seconds_bucket{le="1"} 5',
    'seconds_bucket{le="2"} 6',
    'seconds_bucket{le="+Inf"} 6',
    'seconds_sum 4',
    'seconds_count 6',
    'waiting 1',
    'lag 1',
  ]);
});
