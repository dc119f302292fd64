/** The pauses between attempts, who may write down what, clocks that go back, and secrets that are none. */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { nowMs } from '../../core/clock.ts';
import { openStore } from '../../store/open-store.ts';
import { JobQueue, newJobId } from '../job-queue.ts';
import { webhooksSchema } from './declared-webhooks.ts';
import { readSecret } from './sign-webhook.ts';
import { pauseMs, WebhookQueue } from './webhook-queue.ts';

const hourMs = 3_600_000;
const rules = { name: 'nightly', attempts: 3, firstPauseMs: 1_000, timeoutMs: 500 };

/** A queue with one job that was cancelled, and so has ended. */
const withEnded = (test: (queue: WebhookQueue, jobs: JobQueue, jobId: string) => Promise<void>) =>
  withHome(async (home) => {
    const store = await openStore(home);
    const jobs = new JobQueue(store);
    const jobId = newJobId();
    await jobs.submit({ jobId, kind: 'predict', subject: 'late@1', request: {}, webhook: 'nightly' }, 1);
    const queue = new WebhookQueue(store);
    expect(await queue.claim(rules)).toBeUndefined();
    await jobs.cancel(jobId);
    vi.useFakeTimers({ toFake: ['Date'], now: nowMs() });
    try {
      await test(queue, jobs, jobId);
    } finally {
      vi.useRealTimers();
      await store.close();
    }
  });
const later = (ms: number) => vi.setSystemTime(nowMs() + ms);

it('pauses grow fourfold, up to four hours', () => {
  expect([1, 2, 3, 4].map((attempt) => pauseMs({ firstPauseMs: 5_000 }, attempt))).toEqual([
    5_000, 20_000, 80_000, 320_000,
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 100, max: hourMs }), fc.integer({ min: 1, max: 12 }), (firstPauseMs, attempt) => {
      const [pause, next] = [attempt, attempt + 1].map((one) => pauseMs({ firstPauseMs }, one));
      expect(next).toBe(Math.min(4 * pause, 4 * hourMs));
    }),
  );
});

it('one of many takes a job, and it is due again when that one is silent', () =>
  withEnded(async (queue, jobs, jobId) => {
    expect(await queue.dueNames()).toEqual(['nightly']);
    const claims = await Promise.all([1, 2, 3].map(() => queue.claim(rules)));
    expect(claims.filter((job) => job !== undefined)).toHaveLength(1);
    const [first] = claims.flatMap((job) => job ?? []);
    expect(await queue.dueNames()).toEqual([]);
    later(rules.timeoutMs + 1_000);
    expect(await queue.claim(rules)).toMatchObject({ jobId, webhook: { attempts: 2 } });
    // The silent one comes back too late to say anything.
    expect(await queue.settle(first, rules, { result: 'delivered', status: 200 })).toBeUndefined();
    expect((await jobs.get(jobId)).webhook).toEqual({ name: 'nightly', state: 'pending', attempts: 2 });
  }));

it('an attempt that failed is followed by a pause, the last one by none', () =>
  withEnded(async (queue, jobs, jobId) => {
    for (const pause of [1_000, 4_000]) {
      const job = await queue.claim(rules);
      expect(await queue.settle(job!, rules, { result: 'refused', status: 503 })).toBe('pending');
      later(pause - 1);
      expect(await queue.claim(rules)).toBeUndefined();
      later(1);
    }
    const last = await queue.claim(rules);
    expect(await queue.settle(last!, rules, { result: 'unreachable' })).toBe('failed');
    later(24 * hourMs);
    expect(await queue.dueNames()).toEqual([]);
    expect((await jobs.get(jobId)).webhook).toEqual({ name: 'nightly', state: 'failed', attempts: 3 });
  }));

it('one that was stopped begins anew at once, and those that died each time are given up', () =>
  withEnded(async (queue, jobs, jobId) => {
    const stopped = await queue.claim(rules);
    expect(await queue.settle(stopped!, rules, { result: 'stopped' })).toBe('pending');
    for (let attempt = 1; attempt <= rules.attempts; attempt++) {
      expect((await queue.claim(rules))?.webhook?.attempts).toBe(attempt);
      expect(await queue.giveUp(rules)).toBe(0);
      later(rules.timeoutMs + 1_000);
    }
    expect(await queue.claim(rules)).toBeUndefined();
    expect([await queue.giveUp(rules), await queue.giveUp(rules)]).toEqual([1, 0]);
    expect((await jobs.get(jobId)).webhook).toMatchObject({ state: 'failed', attempts: 3 });
  }));

it('a clock that was far ahead holds nothing up for long', () =>
  withEnded(async (queue) => {
    later(30 * 24 * hourMs);
    await queue.settle((await queue.claim(rules))!, rules, { result: 'unreachable' });
    later(-30 * 24 * hourMs);
    expect(await queue.claim(rules)).toMatchObject({ webhook: { attempts: 2 } });
  }));

it.each([
  ['ftp://a.example/', 'begins with https'],
  ['https://user:word@a.example/', 'without user and password'],
  ['no address', 'begins with https'],
])('%s is no address of a webhook', (url, problem) => {
  const { error } = webhooksSchema.safeParse({ nightly: { url, secretEnv: 'HOOK_SECRET' } });
  expect(error?.issues[0].message).toContain(problem);
});

it('names, variables and their number are bounded', () => {
  const good = { url: 'https://a.example/', secretEnv: 'HOOK_SECRET' };
  expect(webhooksSchema.parse({ nightly: good })['nightly']).toMatchObject({ secretEnv: ['HOOK_SECRET'], attempts: 8 });
  expect(webhooksSchema.safeParse({ 'a b': good }).success).toBe(false);
  expect(webhooksSchema.safeParse({ nightly: { ...good, secretEnv: 'A=B' } }).success).toBe(false);
  expect(webhooksSchema.safeParse({ nightly: { ...good, secretEnv: ['A', 'B', 'C'] } }).success).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`hook${i}`, good]));
  expect(webhooksSchema.safeParse(many).success).toBe(false);
});

it('secrets are 24 to 64 bytes as base64', () => {
  const of = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64');
  expect([24, 64].map((bytes) => readSecret(of(bytes))?.length)).toEqual([24, 64]);
  expect(readSecret(`whsec_${of(32)}`)).toEqual(Buffer.alloc(32, 1));
  for (const none of [of(23), of(65), '', 'not base64: a passphrase of some length', 'whsec_']) {
    expect(readSecret(none)).toBeUndefined();
  }
});
