/** Keys and rates hold for the whole server, whichever of its processes a caller meets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { createKey, revokeKey } from '../../src/access/keys.ts';
import type { Store } from '../../src/store/open-store.ts';
import { type Cluster, type Reply, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';
const body = { rows: [goodRow] };

const keyOf = async (store: Store): Promise<string> =>
  (await createKey(store, { name: 'caller', role: 'predictor', expiresDays: 1, actor: 'ann' })).key;

/** What the processes answer, each status once. */
async function statuses({ sendToBoth }: Cluster, token: string): Promise<number[]> {
  const replies = await sendToBoth(predict, body, { token });
  return [...new Set(replies.map(({ status }) => status))];
}

it('a new key is good and a revoked one bad in every process, within seconds', () =>
  withCluster({ access: { auth: ['keys'] } }, async (cluster) => {
    const { store } = cluster;
    const token = await keyOf(store);
    await until(async () => (await statuses(cluster, token)).join() === '200');
    await revokeKey(store, 'caller', 'ann');
    await sleep(5_000);
    expect(await statuses(cluster, token)).toEqual([401]);
  }));

it('a caller who asks over many connections has one rate for the whole server', () =>
  withCluster({ access: { auth: ['keys'], predictRate: 5 } }, async (cluster) => {
    const token = await keyOf(cluster.store);
    await until(async () => !(await statuses(cluster, token)).includes(401));
    const startedMs = performance.now();
    const replies: Reply[] = [];
    const seconds = () => (performance.now() - startedMs) / 1000;
    while (seconds() < 4 || replies.length < 100) {
      replies.push(...(await cluster.sendToBoth(predict, body, { token })));
      await sleep(20);
    }
    const taken = replies.filter(({ status }) => status === 200);
    expect(replies.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
    expect(new Set(taken.map((reply) => reply.process)).size).toBe(2);
    // Five at once, five a second, and what processes admit before they hear of each other; two rates would be twice as many.
    expect(taken.length).toBeLessThan(1.4 * (5 + 5 * seconds()));
  }));
