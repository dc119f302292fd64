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

it('pauses grow fourfold, up to four hours, and each lies in the upper half of its length', () => {
  const firstPauseMs = fc.integer({ min: 100, max: hourMs });
  fc.assert(
    fc.property(firstPauseMs, fc.integer({ min: 1, max: 12 }), fc.string(), (first, attempt, jobId) => {
      const length = Math.min(first * 2 ** (2 * (attempt - 1)), 4 * hourMs);
      const pause = pauseMs({ firstPauseMs: first }, jobId, attempt);
      expect(pause).toBeGreaterThanOrEqual(Math.round(length / 2));
      expect(pause).toBeLessThanOrEqual(length);
      expect(pauseMs({ firstPauseMs: first }, jobId, attempt)).toBe(pause);
    }),
  );
});

it('many jobs that failed in one moment come back spread over half of the pause', () => {
  const perBin = new Array<number>(10).fill(0);
  for (let i = 0; i < 1_000; i++) {
    const pause = pauseMs({ firstPauseMs: 10_000 }, `job_${String(i).padStart(26, '0')}`, 1);
    perBin[Math.min(9, Math.floor((pause - 5_000) / 500))]++;
  }
  expect(Math.min(...perBin)).toBeGreaterThan(60);
  const ofOne = [1, 2, 3].map((attempt) => pauseMs({ firstPauseMs: 10_000 }, 'job_a', attempt) / 4 ** (attempt - 1));
  expect(new Set(ofOne.map(Math.round)).size).toBe(3);
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
    for (const attempt of [1, 2]) {
      const job = await queue.claim(rules);
      const pause = pauseMs(rules, jobId, attempt);
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

it('begins anew to tell of a job, however it stood', () =>
  withEnded(async (queue, jobs, jobId) => {
    const anew = { name: 'nightly', state: 'pending', attempts: 0 };
    const attempt = async (result: 'delivered' | 'gone' | 'refused') =>
      await queue.settle((await queue.claim(rules))!, rules, { result, status: 200 });
    for (const [result, state] of [
      ['delivered', 'delivered'],
      ['gone', 'failed'],
      ['refused', 'pending'],
    ] as const) {
      expect(await attempt(result)).toBe(state);
      expect(await queue.dueNames()).toEqual([]);
      expect((await queue.tellAgain(jobId)).webhook).toEqual(anew);
      expect((await jobs.get(jobId)).webhook).toEqual(anew);
      expect(await queue.dueNames()).toEqual(['nightly']);
    }
    // What an attempt that began before has to say does not count any more.
    await queue.settle((await queue.claim(rules))!, rules, { result: 'stopped' });
    await attempt('refused');
    later(hourMs);
    const old = await queue.claim(rules);
    await queue.tellAgain(jobId);
    expect(await queue.settle(old!, rules, { result: 'delivered', status: 200 })).toBeUndefined();
    expect((await jobs.get(jobId)).webhook).toEqual(anew);
  }));

it('tells again neither of jobs that go on nor of those that name nobody', () =>
  withEnded(async (queue, jobs) => {
    const open = { jobId: newJobId(), kind: 'predict', subject: 'late@1', request: {}, webhook: 'nightly' };
    await jobs.submit(open, 9);
    expect((await queue.tellAgain(open.jobId)).webhook).toEqual({ name: 'nightly', state: 'pending', attempts: 0 });
    const { webhook, ...quiet } = { ...open, jobId: newJobId() };
    await jobs.submit(quiet, 9);
    await expect(queue.tellAgain(quiet.jobId)).rejects.toMatchObject({ code: 'JOB_WITHOUT_WEBHOOK' });
    await expect(queue.tellAgain(newJobId())).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
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
