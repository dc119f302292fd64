/** F35: three servers on one home are restarted one after the other, as an orchestrator does it, under clients that keep connections. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClient, serve } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = 'three servers are restarted in turn under load';

const replicas = 3;
const clients = 6;

export async function measure(folder) {
  const home = join(folder, 'home');
  await registerSmall(home);
  const servers = await Promise.all(Array.from({ length: replicas }, () => serve(home)));
  const endpoints = new Set(servers);
  let [requests, refused, failed] = [0, 0, 0];
  let isOver = false;
  const working = Array.from({ length: clients }, async (_, i) => {
    const client = openClient(replicas);
    for (let turn = i; !isOver; turn++) {
      const ready = [...endpoints];
      const { status, json } = await client.predict(ready[turn % ready.length].url);
      requests++;
      if (json?.error?.code === 'OVERLOADED') refused++;
      else if (status !== 200) failed++;
    }
    client.close();
  });
  const exits = [];
  for (const server of servers) {
    const fresh = await serve(home);
    endpoints.add(fresh);
    const toldMs = performance.now();
    server.signal('SIGTERM');
    // Orchestrators take it off the list a moment after they told it.
    await sleep(1000);
    endpoints.delete(server);
    const { code } = await server.ended;
    exits.push({ code, ms: performance.now() - toldMs });
  }
  isOver = true;
  await Promise.all(working);
  for (const server of endpoints) server.signal('SIGKILL');
  return [
    { name: 'requests, failed', value: `${requests}, ${failed}`, target: '0 failed' },
    { name: 'told 503 for want of room, the machine being shared', value: refused },
    { name: 'exit codes', value: exits.map(({ code }) => code).join(', '), target: '0' },
    {
      name: 'SIGTERM to the end, longest',
      value: `${(Math.max(...exits.map(({ ms }) => ms)) / 1000).toFixed(1)} s`,
      target: 'under 25 s',
    },
  ];
}
