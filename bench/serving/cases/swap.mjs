/** A version is promoted every five seconds while requests come: none may fail, none may be answered by two versions, memory may not grow. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bin } from '../../measure.mjs';
import { slopeOf } from '../arrivals.mjs';
import { importModel, writeOtherModel } from '../model.mjs';
import { offer } from '../offer.mjs';
import { residentBytes } from '../pinned.mjs';
import { openServer } from '../servers.mjs';

export const title = 'a swap every five seconds under load';

const rate = 2000;
const everyMs = 5000;
const megabyte = 1024 * 1024;

export async function measure({ model, folder, swapRequests }) {
  importModel(model.home, writeOtherModel(model));
  const server = await openServer('modelwright', model);
  const memory = [];
  let swaps = 0;
  const beganMs = performance.now();
  const watch = setInterval(() => {
    memory.push([(performance.now() - beganMs) / 1000, residentBytes(server.pid) / megabyte]);
  }, 1000);
  let isOver = false;
  const swapping = swapUntil(() => isOver);
  async function swapUntil(over) {
    while (!over()) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const version = String(2 - (swaps % 2));
      await promisify(execFile)(process.execPath, [bin, 'models', 'promote', `trees@${version}`, '--home', model.home]);
      swaps++;
    }
  }
  try {
    const seconds = swapRequests / rate;
    const found = await offer(server, folder, { rate, seconds, versions: true, backlog: 20 * rate, graceMs: 10_000 });
    isOver = true;
    await swapping;
    const good = found.statuses[200];
    const bad = swapRequests - (good?.count ?? 0);
    const mixed = found.said.reduce((sum, [, counts]) => sum + counts.slice(1).reduce((a, b) => a + b, 0), 0);
    // Memory of the first third is that of a process that still warms up.
    const settled = memory.slice(Math.floor(memory.length / 3));
    const spanSeconds = settled.at(-1)[0] - settled[0][0];
    return [
      { name: 'requests', value: `${found.sent} at ${rate}/s, ${swaps} swaps` },
      { name: 'failed', value: String(bad), target: '0' },
      { name: 'answers that differ from those of their version', value: String(mixed), target: '0' },
      {
        name: 'versions that answered',
        value: found.said.map(([version, [count]]) => `${version}: ${count}`).join(', '),
      },
      { name: 'p50 / p99', value: `${good.p50.toFixed(2)} / ${good.p99.toFixed(2)} ms` },
      {
        name: 'resident memory, trend over the last two thirds',
        value: `${(slopeOf(settled) * spanSeconds).toFixed(1)} MB in ${spanSeconds.toFixed(0)} s`,
        target: 'at most 1 MB',
      },
    ];
  } finally {
    isOver = true;
    clearInterval(watch);
    await server.close();
  }
}
