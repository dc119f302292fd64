import { expect, it } from 'vitest';
import { InferenceStatistics, type VersionStatistics } from './statistics.ts';
import { sumStatistics } from './sum-statistics.ts';

const version = { name: 'late', version: 1 };
const times = { totalMs: 8, queueMs: 1, inputMs: 2, inferMs: 3, outputMs: 2 };

it('two processes that share the requests count what one counts', () => {
  const [one, first, second] = Array.from({ length: 3 }, () => new InferenceStatistics());
  for (const [i, rows] of [1, 4, 4, 40, 2].entries()) {
    one.add(version, rows, times, i !== 2);
    (i % 2 === 0 ? first : second).add(version, rows, times, i !== 2);
  }
  one.addFailure(version, 5);
  second.addFailure(version, 5);
  // They come from another process as JSON.
  const sent = [first, second].map((statistics) => JSON.parse(JSON.stringify(statistics.of(version))));
  const { lastInferenceMs, ...sums } = sumStatistics(sent as VersionStatistics[]);
  expect(lastInferenceMs).toBeGreaterThan(0);
  expect(sums).toMatchObject({ inferences: 51, executions: 4, fail: { count: 1, ns: 5e6 } });
  const whole = one.of(version);
  for (const part of ['success', 'fail', 'queue', 'input', 'infer', 'output'] as const) {
    expect(sums[part]).toEqual({ count: whole[part].count, ns: whole[part].ns });
  }
  expect(sums.batches.map(({ batchSize }) => batchSize)).toEqual([1, 2, 4, 64]);
  expect(sums.batches.map(({ infer }) => infer.count)).toEqual([1, 1, 1, 1]);
});
