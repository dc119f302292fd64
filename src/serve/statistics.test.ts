import { expect, it } from 'vitest';
import { InferenceStatistics } from './statistics.ts';

const times = { totalMs: 4, queueMs: 0.5, inputMs: 1, inferMs: 2, outputMs: 0.5 };

it('counts requests, rows and executions, and sums their times in nanoseconds', () => {
  const statistics = new InferenceStatistics();
  const late = { name: 'late', version: 2 };
  expect(statistics.of(late)).toMatchObject({ lastInferenceMs: 0, inferences: 0, executions: 0, batches: [] });
  for (const rows of [1, 3, 3, 17, 30, 33]) statistics.add(late, rows, times);
  statistics.addFailure(late, 1.25);
  statistics.add({ name: 'late', version: 1 }, 1, times);
  const { lastInferenceMs, batches, ...found } = statistics.of(late);
  expect(lastInferenceMs).toBeGreaterThan(0);
  expect(found).toMatchObject({ name: 'late', version: 2, inferences: 87, executions: 6 });
  const totals = Object.entries({ success: 24, fail: 1.25, queue: 3, input: 6, infer: 12, output: 3 });
  for (const [name, ms] of totals) {
    const { count, ns } = found[name as 'success'];
    expect([name, count, ns]).toEqual([name, name === 'fail' ? 1 : 6, ms * 1e6]);
  }
  expect(batches.map(({ batchSize, infer }) => [batchSize, infer.count])).toEqual([
    [1, 1],
    [3, 2],
    [32, 2],
    [64, 1],
  ]);
});

it('forgets the version that was counted first when there are too many', () => {
  const statistics = new InferenceStatistics();
  for (let version = 1; version <= 1001; version++) statistics.add({ name: 'late', version }, 1, times);
  expect([1, 2, 1001].map((version) => statistics.of({ name: 'late', version }).inferences)).toEqual([0, 1, 1]);
});
