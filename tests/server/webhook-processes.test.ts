/** Webhooks and processes: what a killed server had yet to tell the next one tells, and of several processes one tells. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type Child, startChild } from '../store/children.ts';
import { withHome } from '../store/with-home.ts';
import { withCluster } from './cluster.ts';
import { goodRow, registerModel, smallModel } from './small-models.ts';
import { openReceiver, secrets, servingWith } from './webhook-receiver.ts';
import { send } from './with-server.ts';

beforeAll(() => vi.stubEnv('HOOK_SECRET', secrets.HOOK_SECRET));
afterAll(() => vi.unstubAllEnvs());

async function serve(home: string, serving: unknown): Promise<{ child: Child; url: string }> {
  const child = startChild('../server/serve-home', home, JSON.stringify({ serving }));
  await child.until('url');
  const url = child.lines[0]?.['url'];
  if (typeof url !== 'string') throw new Error((await child.ended).errors);
  return { child, url };
}

const submit = async (url: string) =>
  (
    await send(`${url}/v1/models/late/jobs?webhook=nightly`, undefined, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: JSON.stringify(goodRow),
    })
  ).json;

it(
  'what a killed server began to tell, and what it had yet to begin, the next one tells',
  () =>
    withHome(async (home) => {
      // The first attempt is never answered; the next ones are.
      const receiver = await openReceiver((reply, number) => {
        if (number > 0) reply.writeHead(204).end();
      });
      const serving = servingWith(receiver.url, { timeoutMs: 5_000 });
      const store = await openStore(home);
      await registerModel(store, 'late', smallModel('binary'));
      await store.close();
      const first = await serve(home, serving);
      const ids: string[] = [];
      for (let i = 0; i < 2; i++) ids.push((await submit(first.url)).jobId);
      await receiver.until(1);
      // The second one ends while the first attempt waits for its answer, and is cut off before it is told.
      const second = async () =>
        (await send(`${first.url}/v1/jobs/${ids[1]}/cancel`, undefined, { method: 'POST' })).json;
      expect((await second()).webhook).toMatchObject({ state: 'pending', attempts: 0 });
      first.child.process.kill('SIGKILL');
      await first.child.ended;
      expect(receiver.told.map(({ job }) => job?.jobId)).toEqual([ids[0]]);
      const next = await serve(home, serving);
      const told = await receiver.until(3);
      const settled = async (id: string) =>
        await vi.waitFor(
          async () => {
            const { json } = await send(`${next.url}/v1/jobs/${id}`);
            expect(json.webhook.state).toBe('delivered');
            return json.webhook.attempts;
          },
          { timeout: 20_000, interval: 50 },
        );
      expect([await settled(ids[0]), await settled(ids[1])]).toEqual([2, 1]);
      expect(told.map(({ isSigned }) => isSigned[0])).toEqual([true, true, true]);
      const idsOf = (jobId: string) =>
        told.filter(({ job }) => job?.jobId === jobId).map(({ headers }) => headers['webhook-id']);
      expect(idsOf(ids[0])).toEqual(Array(2).fill(ids[0].replace('job_', 'delivery_')));
      expect(idsOf(ids[1])).toHaveLength(1);
      await sleep(1_500);
      expect(receiver.told).toHaveLength(3);
      next.child.process.kill('SIGTERM');
      await next.child.ended;
      await receiver.close();
    }),
  120_000,
);

it('a server of several processes tells each job once', async () => {
  const receiver = await openReceiver();
  try {
    await withCluster({ serving: { ...servingWith(receiver.url) } }, async ({ url, sendToBoth }) => {
      const ids = await Promise.all(Array.from({ length: 4 }, async () => (await submit(url)).jobId as string));
      await receiver.until(4);
      const delivered = async () => {
        const [{ json }] = await sendToBoth('/v1/jobs');
        return (json.jobs as { webhook: { state: string } }[]).every(({ webhook }) => webhook.state === 'delivered');
      };
      await vi.waitUntil(delivered, { timeout: 20_000 });
      await sleep(1_500);
      expect(receiver.told.map(({ job }) => job?.jobId).toSorted()).toEqual(ids.toSorted());
      expect(receiver.told.every(({ isSigned }) => isSigned[0])).toBe(true);
      const [{ json: metrics }] = await sendToBoth('/metrics');
      expect(metrics).toContain('modelwright_webhook_attempts_total{webhook="nightly",result="delivered"} 4');
    });
  } finally {
    await receiver.close();
  }
}, 120_000);
