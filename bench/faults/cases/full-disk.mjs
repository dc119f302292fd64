/** F08: the disk of the home fills under load, and is given back. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../../dist/store/open-store.js';
import { openClient, serve } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = 'the disk fills under a server';

const fullMs = 5_000;

export async function measure(folder) {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'modelwright', disk]);
  if (mounted.status !== 0) return [{ name: 'not measured', value: 'a small disk cannot be mounted here' }];
  try {
    return await measureOn(disk);
  } finally {
    spawnSync('umount', ['--lazy', disk]);
  }
}

async function measureOn(disk) {
  const home = join(disk, 'home');
  await registerSmall(home);
  const server = await serve(home);
  const client = openClient();
  const early = [];
  for (let i = 0; i < 50; i++) early.push((await client.predict(server.url)).json.predictionIds[0]);
  await label(early[0]);
  const filler = fill(disk);
  const fromMs = performance.now();
  let [answered, failed, refusedLabels, labels] = [0, 0, 0, 0];
  while (performance.now() - fromMs < fullMs) {
    const { status } = await client.predict(server.url);
    if (status === 200) answered++;
    else failed++;
    if (answered % 50 !== 0) continue;
    labels++;
    if ((await label(early[labels % early.length])).status === 507) refusedLabels++;
  }
  const dropped = await server.metric('modelwright_prediction_log_dropped_total');
  rmSync(filler);
  const freedMs = performance.now();
  let isKept = false;
  while (!isKept) {
    const { json } = await client.predict(server.url);
    isKept = (await label(json.predictionIds[0])).json?.accepted === 1;
    if (!isKept) await sleep(20);
  }
  const recoveredMs = performance.now() - freedMs;
  client.close();
  server.signal('SIGINT');
  await server.ended;
  const store = await openStore(home);
  const told = await store.predictions.loss('small');
  await store.audit.verify();
  await store.close();
  return [
    { name: 'predictions while it was full, failed', value: `${answered + failed}, ${failed}`, target: '0 failed' },
    { name: 'labels of earlier predictions meanwhile, told 507', value: `${labels}, ${refusedLabels}` },
    { name: 'predictions counted as lost by then, and in the log itself', value: `${dropped}, ${told.dropped}` },
    { name: 'room again to the first label kept', value: `${recoveredMs.toFixed(0)} ms`, target: 'without a restart' },
  ];

  function label(id) {
    return client.post(server.url, '/v1/labels', { labels: [{ prediction_id: id, label: 1 }] });
  }
}

function fill(disk) {
  const filler = join(disk, 'filler');
  for (const size of [65_536, 1024, 1]) {
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(size));
    } catch {
      // No more of this size.
    }
  }
  return filler;
}
