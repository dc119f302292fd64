/** The statistics of one version in several processes as those of one. */
import type { BatchStatistics, Total, VersionStatistics } from './statistics.ts';

/** @param all at least one, of the same version */
export function sumStatistics([first, ...rest]: readonly VersionStatistics[]): VersionStatistics {
  return rest.reduce(add, first);
}

function add(a: VersionStatistics, b: VersionStatistics): VersionStatistics {
  return {
    name: a.name,
    version: a.version,
    lastInferenceMs: Math.max(a.lastInferenceMs, b.lastInferenceMs),
    inferences: a.inferences + b.inferences,
    executions: a.executions + b.executions,
    success: sum(a.success, b.success),
    fail: sum(a.fail, b.fail),
    queue: sum(a.queue, b.queue),
    ...parts(a, b),
    batches: addBatches([...a.batches, ...b.batches]),
  };
}

function addBatches(batches: readonly BatchStatistics[]): BatchStatistics[] {
  const bySize = new Map<number, BatchStatistics>();
  for (const one of batches) {
    const { batchSize } = one;
    const before = bySize.get(batchSize);
    bySize.set(batchSize, before ? { batchSize, ...parts(before, one) } : one);
  }
  return [...bySize.values()].sort((a, b) => a.batchSize - b.batchSize);
}

type Parts = Pick<BatchStatistics, 'input' | 'infer' | 'output'>;

const parts = (a: Parts, b: Parts): Parts => ({
  input: sum(a.input, b.input),
  infer: sum(a.infer, b.infer),
  output: sum(a.output, b.output),
});

const sum = (a: Total, b: Total): Total => ({ count: a.count + b.count, ns: a.ns + b.ns });
