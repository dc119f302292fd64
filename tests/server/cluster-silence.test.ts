/** A process that hangs costs little. */
import { expect, it, vi } from 'vitest';
import { readinessOf, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';
const body = { rows: [goodRow] };

it('a process that hangs is noticed, gets no connections, and comes back', () =>
  withCluster({}, async (cluster) => {
    const { send, sendToBoth, pids } = cluster;
    const before = pids();
    process.kill(before[0], 'SIGSTOP');
    await until(async () => (await readinessOf(cluster)).includes('does not answer'));
    const replies = await Promise.all(Array.from({ length: 12 }, () => send(predict, body, { patienceMs: 10_000 })));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map((reply) => reply.process)).size).toBe(1);
    process.kill(before[0], 'SIGCONT');
    await until(async () => (await readinessOf(cluster)).includes('"ready"'));
    expect((await sendToBoth(predict, body)).map(({ status }) => status)).not.toContain(503);
    expect(pids()).toEqual(before);
  }));
