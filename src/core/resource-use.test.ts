/** The meter counts work in any thread, in its own units. */
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { monotonicMs } from './clock.ts';
import { machineOf, startMeter } from './resource-use.ts';

it('counts the processor time of threads, and no less each time it is read', async () => {
  const read = startMeter();
  const first = read();
  const began = monotonicMs();
  const thread = new Worker(
    `let x = 0; const end = process.cpuUsage().user + 5e4; while (process.cpuUsage().user < end) x += 1;`,
    { eval: true },
  );
  await new Promise((resolve) => thread.once('exit', resolve));
  const then = read();
  expect(then.cpuSeconds - first.cpuSeconds).toBeGreaterThan(0.03);
  expect(then.wallMs).toBeGreaterThanOrEqual(first.wallMs);
  expect(then.wallMs).toBeLessThanOrEqual(monotonicMs() - began + 1000);
  expect(then.peakBytes).toBeGreaterThan(20e6);
  expect(then.peakBytes).toBeGreaterThanOrEqual(first.peakBytes);
});

it('names a kind of machine', () => {
  const { platform, processor, cores, memoryBytes } = machineOf();
  expect(platform).toBe(`${process.platform} ${process.arch}`);
  expect(processor).not.toBe('');
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(1e8);
});
