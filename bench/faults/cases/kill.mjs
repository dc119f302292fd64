/** F02, F04: a serving process is killed again and again while predictions are answered and labels acknowledged. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '../../../dist/math/philox.js';
import { openStore } from '../../../dist/store/open-store.js';
import { median } from '../../measure.mjs';
import { openClient, serve } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = 'a server is killed with -9 under load';

const kills = 8;
const clients = 4;

export async function measure(folder) {
  const home = join(folder, 'home');
  await registerSmall(home);
  const rng = createRng(1);
  const starts = [];
  const labelled = [];
  const answered = [];
  for (let kill = 0; kill < kills; kill++) {
    const server = await serve(home);
    starts.push(server.startMs);
    let killedMs = Number.POSITIVE_INFINITY;
    const mine = [];
    const working = Array.from({ length: clients }, async () => {
      const client = openClient();
      for (let i = 0; killedMs === Number.POSITIVE_INFINITY; i++) {
        const { status, json } = await client.predict(server.url);
        if (status !== 200) continue;
        mine.push({ id: json.predictionIds[0], atMs: performance.now() });
        if (i % 5 > 0) continue;
        const labels = [{ prediction_id: json.predictionIds[0], label: 1 }];
        const { json: told } = await client.post(server.url, '/v1/labels', { labels });
        if (told?.accepted === 1) labelled.push(json.predictionIds[0]);
      }
      client.close();
    });
    await sleep(300 + 1200 * rng.uniform());
    killedMs = performance.now();
    server.signal('SIGKILL');
    await server.ended;
    await Promise.all(working);
    answered.push(...mine.map(({ id, atMs }) => ({ id, ageMs: killedMs - atMs })));
  }
  const store = await openStore(home);
  const known = await store.predictions.knows(answered.map(({ id }) => id));
  const lost = answered.filter(({ id }) => !known.has(id));
  let lostLabels = 0;
  for (const id of labelled) if ((await store.labels.history(id)).length === 0) lostLabels++;
  const { damaged } = await store.predictions.loss('small');
  await store.audit.verify();
  await store.close();
  return [
    { name: 'kills', value: kills },
    { name: 'labels acknowledged, lost', value: `${labelled.length}, ${lostLabels}`, target: '0 lost' },
    { name: 'predictions answered, not in the log', value: `${answered.length}, ${lost.length}` },
    {
      name: 'oldest of those when the kill came',
      value: `${Math.max(0, ...lost.map(({ ageMs }) => ageMs)).toFixed(0)} ms`,
      target: 'at most 50 ms',
    },
    { name: 'damaged lines of the log', value: damaged, target: '0' },
    { name: 'start to ready after a kill, median', value: `${median(starts).toFixed(0)} ms` },
    { name: 'longest', value: `${Math.max(...starts).toFixed(0)} ms`, target: 'under 2000 ms' },
  ];
}
