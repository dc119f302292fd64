/** A process that hangs costs little. */
import { Agent } from 'node:http';
import { expect, it, vi } from 'vitest';
import { type Cluster, readinessOf, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';
const body = { rows: [goodRow] };

/** Stops one of the processes, and resolves once the others know. */
async function stopOne({ send, pids }: Cluster): Promise<number> {
  const [pid] = pids();
  process.kill(pid, 'SIGSTOP');
  const readiness = () => send('/healthz/ready', undefined, { patienceMs: 500 }).then(JSON.stringify, String);
  await until(async () => (await readiness()).includes('does not answer'));
  return pid;
}

it('a process that stands still for a moment is noticed, and comes back', () =>
  withCluster({}, async (cluster) => {
    const { sendToBoth, pids } = cluster;
    const before = pids();
    process.kill(await stopOne(cluster), 'SIGCONT');
    await until(async () => (await readinessOf(cluster)).includes('"ready"'));
    expect((await sendToBoth(predict, body)).map(({ status }) => status)).not.toContain(503);
    expect(pids()).toEqual(before);
  }));

it('a process that stays stopped gets no connections, and those that it keeps break long before a busy one is given up', () =>
  withCluster({}, async (cluster) => {
    const { send, sendToBoth, pids } = cluster;
    const before = pids();
    const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const kept = (how: object = {}) =>
      Promise.allSettled(agents.map((agent) => send(predict, body, { agent, ...how })));
    const first = await kept();
    expect(first.map((one) => one.status === 'fulfilled' && one.value.status)).toEqual([200, 200, 200, 200]);
    const noticed = stopOne(cluster);
    const waiting = kept({ patienceMs: 13_000 });
    const stopped = await noticed;
    const replies = await Promise.all(Array.from({ length: 6 }, () => send(predict, body, { patienceMs: 10_000 })));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const told = (await waiting).map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason.code));
    expect(new Set(told)).toEqual(new Set([200, 'ECONNRESET']));
    await until(async () => (await readinessOf(cluster)).includes('"ready"'));
    expect((await sendToBoth(predict, body)).map(({ status }) => status)).not.toContain(503);
    expect(pids()).toHaveLength(before.length);
    expect(pids()).not.toContain(stopped);
    for (const agent of agents) agent.destroy();
  }));
