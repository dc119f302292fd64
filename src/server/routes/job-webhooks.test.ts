/** Webhooks of jobs: who is told, what, how often, and who may ask for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { openReceiver, type Receiver, secrets, servingWith } from '../../../tests/server/webhook-receiver.ts';
import { type Running, send as sendTo, withServer } from '../../../tests/server/with-server.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { createKey } from '../../access/keys.ts';
import { createClient } from '../../client/index.ts';
import { nowMs } from '../../core/clock.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import type { DeclaredServing } from '../../serve/repository/declared-serving.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { startServer } from '../start.ts';

const one = (store: Store) => registerModel(store, 'late', smallModel('binary'));
const row = JSON.stringify(goodRow);

beforeAll(() => {
  for (const [name, secret] of Object.entries(secrets)) vi.stubEnv(name, secret);
});
afterAll(() => vi.unstubAllEnvs());

/** Hands in a row whose end `nightly` is told. */
const submit = async ({ send }: Pick<Running, 'send'>, query = '?webhook=nightly', headers = {}) =>
  await send(`/v1/models/late/jobs${query}`, undefined, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body: row,
  });
/** The job when its webhook is not pending any more. */
const settled = ({ send }: Pick<Running, 'send'>, jobId: string) =>
  vi.waitFor(
    async () => {
      const { json } = await send(`/v1/jobs/${jobId}`);
      expect(json.webhook.state).not.toBe('pending');
      return json;
    },
    { timeout: 60_000, interval: 50 },
  );
const metric = async ({ send }: Running, result: string) => {
  const { text } = await send('/metrics');
  const series = `modelwright_webhook_attempts_total{webhook="nightly",result="${result}"} `;
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(series))
      ?.slice(series.length) ?? 0,
  );
};

const withReceiver = (receiver: Receiver, serving: DeclaredServing, test: (running: Running) => Promise<void>) =>
  withServer(one, test, undefined, undefined, serving).finally(() => receiver.close());

it('tells the end of a job once, as the job is shown, signed', async () => {
  const receiver = await openReceiver();
  await withReceiver(receiver, servingWith(`${receiver.url}/in?a=b`), async (running) => {
    const taken = await submit(running);
    expect([taken.status, taken.json.webhook]).toEqual([202, { name: 'nightly', state: 'pending', attempts: 0 }]);
    const { jobId } = taken.json;
    const [told] = await receiver.until(1);
    const shown = await settled(running, jobId);
    expect(shown).toMatchObject({ state: 'done', webhook: { state: 'delivered', attempts: 1, lastStatus: 204 } });
    expect(told).toMatchObject({ method: 'POST', path: '/in?a=b', isSigned: [true, false] });
    expect(told.job).toEqual({ ...shown, webhook: { name: 'nightly', state: 'pending', attempts: 1 } });
    expect(told.headers).toMatchObject({
      'content-type': 'application/json',
      'modelwright-webhook': 'nightly',
      'webhook-id': jobId.replace('job_', 'delivery_'),
    });
    expect(Math.abs(Number(told.headers['webhook-timestamp']) - nowMs() / 1000)).toBeLessThan(300);
    // Jobs without a webhook are told to nobody.
    const quiet = (await submit(running, '')).json;
    await vi.waitUntil(async () => (await running.send(`/v1/jobs/${quiet.jobId}`)).json.state === 'done', 60_000);
    await sleep(1_200);
    expect([receiver.told.length, quiet.webhook]).toEqual([1, undefined]);
    expect(await metric(running, 'delivered')).toBe(1);
  });
}, 120_000);

it('tells again after a pause while the receiver refuses, under the same id and a signature of its own', async () => {
  const receiver = await openReceiver((reply, number) => void reply.writeHead(number < 2 ? 500 : 200).end('thanks'));
  const both = { secretEnv: ['HOOK_NEXT', 'HOOK_SECRET'] };
  await withReceiver(receiver, servingWith(receiver.url, both), async (running) => {
    const { jobId } = (await submit(running)).json;
    const told = await receiver.until(3);
    expect(await settled(running, jobId)).toMatchObject({
      webhook: { state: 'delivered', attempts: 3, lastStatus: 200 },
    });
    expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(told.map(({ isSigned }) => isSigned)).toEqual(Array(3).fill([true, true]));
    expect(told[1].job?.webhook).toEqual({ name: 'nightly', state: 'pending', attempts: 2, lastStatus: 500 });
    expect([await metric(running, 'refused'), await metric(running, 'delivered')]).toEqual([2, 1]);
  });
}, 120_000);

it('gives up in the end: redirects are not followed, answers that do not come are not waited for', async () => {
  const receiver = await openReceiver((reply, number) => {
    if (number === 0) reply.writeHead(307, { location: '/elsewhere' }).end();
  });
  const impatient = servingWith(`${receiver.url}/in`, { attempts: 2, timeoutMs: 300 });
  await withReceiver(receiver, impatient, async (running) => {
    const { jobId } = (await submit(running)).json;
    const shown = await settled(running, jobId);
    expect(shown.webhook).toEqual({ name: 'nightly', state: 'failed', attempts: 2 });
    expect(shown.state).toBe('done');
    expect(receiver.told.map(({ path }) => path)).toEqual(['/in', '/in']);
    expect(receiver.told[1].job?.webhook).toMatchObject({ attempts: 2, lastStatus: 307 });
    const counted = await Promise.all(['refused', 'unreachable', 'given_up'].map((name) => metric(running, name)));
    expect(counted).toEqual([1, 1, 1]);
  });
}, 120_000);

it('tells no more a receiver that says it is gone', async () => {
  const receiver = await openReceiver((reply) => void reply.writeHead(410).end());
  await withReceiver(receiver, servingWith(receiver.url), async (running) => {
    const { jobId } = (await submit(running)).json;
    expect((await settled(running, jobId)).webhook).toMatchObject({ state: 'failed', attempts: 1, lastStatus: 410 });
    expect(receiver.told).toHaveLength(1);
  });
}, 120_000);

it('tells again when it is asked to, under the id that the receiver knows, and counts what was given up from the start', async () => {
  const receiver = await openReceiver((reply, number) => void reply.writeHead(number === 0 ? 410 : 204).end());
  await withReceiver(receiver, servingWith(receiver.url), async (running) => {
    const series = 'modelwright_webhook_attempts_total{webhook="nightly",result="given_up"}';
    expect((await running.send('/metrics')).text).toContain(`${series} 0\n`);
    const { jobId } = (await submit(running)).json;
    expect((await settled(running, jobId)).webhook.state).toBe('failed');
    const again = (id: string) => running.send(`/v1/jobs/${id}/tell`, undefined, { method: 'POST' });
    for (const count of [2, 3]) {
      expect((await again(jobId)).json.webhook).toEqual({ name: 'nightly', state: 'pending', attempts: 0 });
      const told = await receiver.until(count);
      expect((await settled(running, jobId)).webhook).toMatchObject({ state: 'delivered', attempts: 1 });
      expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    }
    expect((await running.send('/metrics')).text).toContain(`${series} 1\n`);
    const quiet = (await submit(running, '')).json.jobId;
    const refused = await again(quiet);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'JOB_WITHOUT_WEBHOOK']);
    expect((await again('job_none')).status).toBe(404);
  });
}, 120_000);

it('tells of jobs that failed or were cancelled, and a slow receiver holds up no other', async () => {
  const receiver = await openReceiver((reply, _, path) => {
    if (path === '/in') reply.writeHead(204).end();
  });
  const slow = { url: `${receiver.url}/slow`, secretEnv: ['HOOK_SECRET'], timeoutMs: 30_000 };
  const { webhooks, ...serving } = servingWith(`${receiver.url}/in`);
  const declared = { ...serving, webhooks: { ...webhooks, slow: { ...webhooks['nightly'], ...slow } } };
  try {
    await withServer(
      one,
      async (running) => {
        const ids: string[] = [];
        for (const name of ['slow', 'nightly', 'nightly'])
          ids.push((await submit(running, `?webhook=${name}`)).json.jobId);
        await sleep(1_200);
        expect(receiver.told).toEqual([]);
        const cancel = (id: string) => running.send(`/v1/jobs/${id}/cancel`, undefined, { method: 'POST' });
        await cancel(ids[0]);
        await vi.waitUntil(() => receiver.told.length === 1, 10_000);
        await cancel(ids[1]);
        // What another process of the home ends is told as well.
        const queue = new JobQueue(running.store);
        while ((await queue.get(ids[2])).state !== 'failed') {
          await queue.claim('dead');
          await queue.release(ids[2], 'dead', false);
        }
        const told = await receiver.until(3);
        expect(told.map(({ path, job }) => [path, job?.jobId, job?.state, job?.problem?.code])).toEqual([
          ['/slow', ids[0], 'cancelled', undefined],
          ['/in', ids[1], 'cancelled', undefined],
          ['/in', ids[2], 'failed', 'JOB_INTERRUPTED'],
        ]);
      },
      { jobsAtOnce: 0 },
      undefined,
      declared,
    );
  } finally {
    await receiver.close();
  }
}, 120_000);

it('tells nobody whom the project does not name, and takes in no job for such', async () => {
  const receiver = await openReceiver();
  const { webhooks, ...serving } = servingWith(receiver.url);
  const unsigned = { ...webhooks['nightly'], secretEnv: ['HOOK_ABSENT'] };
  await withReceiver(receiver, { ...serving, webhooks: { ...webhooks, unsigned } }, async (running) => {
    const refusal = async (query: string) => {
      const { status, json } = await submit(running, query);
      return [status, json.error.code, json.error.message];
    };
    expect(await refusal('?webhook=other')).toEqual([
      404,
      'WEBHOOK_NOT_FOUND',
      'webhook "other" is not declared; webhooks are: nightly, unsigned',
    ]);
    expect((await refusal('?webhook=toString'))[1]).toBe('WEBHOOK_NOT_FOUND');
    expect((await refusal(`?webhook=${encodeURIComponent(receiver.url)}`))[1]).toBe('WEBHOOK_NOT_FOUND');
    const [status, code, message] = await refusal('?webhook=unsigned');
    expect([status, code, message]).toEqual([
      500,
      'WEBHOOK_SECRET_INVALID',
      expect.stringContaining('needs a secret in the variable HOOK_ABSENT'),
    ]);
    expect(await refusal('?webhook=a&webhook=b')).toEqual([422, 'PARAM_INVALID', expect.stringContaining('one name')]);
    expect((await refusal('?hook=nightly'))[2]).toContain('intervals and webhook alone');
    expect((await running.send('/v1/jobs')).json.jobs).toEqual([]);
    expect(receiver.told).toEqual([]);
  });
}, 120_000);

it(
  'asks of who names a webhook what it asks of who hands in a job, and the client names it',
  () =>
    withHome(async (home) => {
      const receiver = await openReceiver();
      const store = await openStore(home);
      await one(store);
      const keyOf = async (role: 'viewer' | 'predictor' | 'operator') =>
        (await createKey(store, { name: role, role, expiresDays: 1, actor: 'ann' })).key;
      const keys = {
        viewer: await keyOf('viewer'),
        predictor: await keyOf('predictor'),
        operator: await keyOf('operator'),
      };
      const serving = servingWith(receiver.url);
      const platform = { store: async () => store };
      const server = await startServer({ platform, port: 0, serving, access: { auth: ['keys'] } });
      try {
        const send: Running['send'] = (path, body, init) => sendTo(server.url + path, body, init);
        const refused = await submit({ send }, undefined, { authorization: `Bearer ${keys.viewer}` });
        expect(refused.status).toBe(403);
        const client = createClient({ url: server.url, token: keys.predictor });
        const { jobId } = await client.model('late').submit([goodRow], { webhook: 'nightly', intervals: undefined });
        expect((await receiver.until(1))[0].job).toMatchObject({ jobId, state: 'done' });
        expect((await client.jobs.wait(jobId)).webhook).toMatchObject({ name: 'nightly' });
        await expect(client.jobs.tell(jobId)).rejects.toMatchObject({ status: 403 });
        const operator = createClient({ url: server.url, token: keys.operator });
        expect((await operator.jobs.tell(jobId)).webhook).toMatchObject({ name: 'nightly', attempts: 0 });
        await receiver.until(2);
        await expect(client.model('late').submit([goodRow], { webhook: 'no&intervals=2' })).rejects.toMatchObject({
          code: 'WEBHOOK_NOT_FOUND',
          details: { webhook: 'no&intervals=2', available: 'nightly' },
        });
      } finally {
        await server.close();
        await store.close();
        await receiver.close();
      }
    }),
  120_000,
);
