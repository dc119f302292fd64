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
  const server = await openServer('modelwright', model);
  // The newest version answers from its import on.
  importModel(model.home, writeOtherModel(model));
  // What swaps do is measured, not how slow a server is that was started a moment ago.
  await offer(server, folder, { rate: rate / 4, seconds: 4 });
  const memory = [];
  let swaps = 0;
  const beganMs = performance.now();
  const watch = setInterval(() => {
    memory.push([(performance.now() - beganMs) / 1000, residentBytes(server.pid) / megabyte]);
  }, 1000);
  let isOver = false;
  const swapping = swapUntil(() => isOver);
  // A promotion that fails is told where it is waited for, when the server can be closed.
  swapping.catch(() => {});
  async function swapUntil(over) {
    while (!over()) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const version = String(1 + (swaps % 2));
      await promisify(execFile)(process.execPath, [
        bin,
        'models',
        'promote',
        `trees@${version}`,
        '--force',
        '--reason',
        'bench',
        '--home',
        model.home,
      ]);
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
    const third = Math.floor(memory.length / 3);
    const settled = memory.slice(third);
    const spanSeconds = settled.at(-1)[0] - settled[0][0];
    const leastOf = (part) => Math.min(...part.map(([, megabytes]) => megabytes));
    const [least, leastAfter] = [leastOf(memory.slice(third, 2 * third)), leastOf(memory.slice(2 * third))];
    return [
      { name: 'requests', value: `${found.sent} at ${rate}/s, ${swaps} swaps` },
      { name: 'failed', value: `${bad} (${tellStatuses(found)})`, target: '0' },
      { name: 'answers that differ from those of their version', value: String(mixed), target: '0' },
      {
        name: 'versions that answered',
        value: found.said.map(([version, [count]]) => `${version}: ${count}`).join(', '),
      },
      { name: 'p50 / p99', value: `${good.p50.toFixed(2)} / ${good.p99.toFixed(2)} ms` },
      // Memory rises until it is collected and falls at once: what is not given back shows in what is left after collections.
      {
        name: 'resident memory at the least, second and last third',
        value: `${least.toFixed(1)}, ${leastAfter.toFixed(1)} MB`,
        target: 'at most 1 MB more',
      },
      {
        name: 'the same, trend over both',
        value: `${(slopeOf(settled) * spanSeconds).toFixed(1)} MB in ${spanSeconds.toFixed(0)} s`,
      },
    ];
  } finally {
    isOver = true;
    clearInterval(watch);
    await server.close();
  }
}

/** How requests ended, such as `200: 990, 503: 10, broken: 0`. */
function tellStatuses({ statuses, failed }) {
  return [...Object.entries(statuses).map(([status, { count }]) => `${status}: ${count}`), `broken: ${failed}`].join(
    ', ',
  );
}
