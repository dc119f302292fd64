/**
 * What two threads can give on this machine: a plain loop that reads bytes and adds to a small table, as histograms do, on one thread
 * and on two at once. 2: each thread has a core of its own; 1: a second thread gives nothing.
 */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { median } from './measure.mjs';

/** Times the work of two threads per time of one, a median of rounds. */
export async function twoThreadScaling(rounds = 7) {
  const workers = [0, 1].map(() => new Worker(fileURLToPath(import.meta.url)));
  const timed = async (some) => {
    const startedMs = performance.now();
    await Promise.all(some.map(loop));
    return performance.now() - startedMs;
  };
  await timed(workers);
  const scalings = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await timed(workers.slice(0, 1));
    scalings.push((2 * alone) / (await timed(workers)));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return median(scalings);
}

function loop(worker) {
  worker.postMessage('go');
  return new Promise((resolve) => worker.once('message', resolve));
}

if (!isMainThread && parentPort) {
  const bytes = Uint8Array.from({ length: 1 << 16 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  const sums = new Int32Array(256);
  parentPort.on('message', () => {
    for (let pass = 0; pass < 2000; pass++) for (let i = 0; i < bytes.length; i++) sums[bytes[i]] += i;
    parentPort.postMessage(sums[0]);
  });
}
