/** Jobs over HTTP: what they answer, how they end, and that they outlive the process that ran them. */
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Running, withServer } from '../../../tests/server/with-server.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { nowMs } from '../../core/clock.ts';
import { JobQueue, leaseMs, mostAttempts, newJobId } from '../../jobs/job-queue.ts';
import { JobFiles } from '../../store/job-files.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { promote } from '../../tracking/registry.ts';
import { openLineOutput } from '../jobs/line-output.ts';

const two = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary', 1));
  await registerModel(store, 'late', smallModel('binary', 2));
};
const waiting = { timeout: 60_000, interval: 200 };
const ndjson = (rows: readonly unknown[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
const submit = ({ send }: Running, body: string, type = 'application/x-ndjson') =>
  send('/v1/models/late/jobs', undefined, { method: 'POST', headers: { 'content-type': type }, body });
const ended = async ({ send }: Running, jobId: string) =>
  await vi.waitFor(async () => {
    const { json } = await send(`/v1/jobs/${jobId}`);
    expect(['done', 'failed', 'cancelled']).toContain(json.state);
    return json;
  }, waiting);
const answers = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it(
  'answers rows of NDJSON and of CSV as a request would, refusals in their place, by one version',
  () =>
    withServer(two, async (running) => {
      const { send, store } = running;
      const rows = Array.from({ length: 600 }, (_, i) => (i === 300 ? { city: 7 } : { ...goodRow, distance: i }));
      const taken = await submit(running, ndjson(rows));
      expect(taken).toMatchObject({
        status: 202,
        json: { state: 'queued', model: 'late', version: 1, rows: 0, of: 600 },
      });
      const { jobId } = taken.json;
      expect(taken.headers.get('location')).toBe(`/v1/jobs/${jobId}`);
      await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
      expect(await ended(running, jobId)).toMatchObject({ state: 'done', rows: 600, version: 1 });
      const found = answers((await send(`/v1/jobs/${jobId}/result`)).text);
      expect(found.map(({ line }) => line)).toEqual(rows.map((_, i) => i + 1));
      expect(found[300].error.code).toBe('ROW_INVALID');
      const good = rows.filter((_, i) => i !== 300);
      const native = (await send('/v1/models/late@1/predict', { rows: good })).json;
      const predicted = found.filter(({ error }) => !error);
      expect(predicted.map(({ probabilities }) => probabilities)).toEqual(native.probabilities);
      expect(new Set(predicted.map(({ modelVersion }) => modelVersion))).toEqual(new Set([1]));

      const csv = `city,distance,night,at\n${[1, 2].map((d) => `Bern,${d},true,2026-03-01T10:30:00Z`).join('\n')}\n`;
      const second = (await submit(running, `\ufeff${csv}`, 'text/csv')).json.jobId;
      expect(await ended(running, second)).toMatchObject({ state: 'done', rows: 2, of: 2, version: 2 });
      const ofCsv = answers((await send(`/v1/jobs/${second}/result`)).text);
      const asked = [1, 2].map((distance) => ({ ...goodRow, distance }));
      const expected = (await send('/v1/models/late@2/predict', { rows: asked })).json;
      expect(ofCsv.map(({ probabilities }) => probabilities)).toEqual(expected.probabilities);
      expect((await send('/v1/jobs')).json.jobs.map((job: { jobId: string }) => job.jobId)).toEqual([second, jobId]);
    }),
  120_000,
);

it('refuses what it cannot take, and keeps nothing of it', () =>
  withServer(
    two,
    async (running) => {
      const { send, store } = running;
      expect((await submit(running, '0123456789\n')).status).toBe(202);
      expect((await submit(running, '01234567890\n')).json.error.code).toBe('BODY_TOO_LARGE');
      const large = await submit(running, 'x'.repeat(2_000_000));
      expect([large.json.error.code, large.headers.get('connection')]).toEqual(['BODY_TOO_LARGE', 'close']);
      expect((await submit(running, '{}', 'application/json')).status).toBe(415);
      const strange = await send('/v1/models/nobody/jobs', undefined, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'a\n',
      });
      expect(strange.json.error.code).toBe('MODEL_NOT_FOUND');
      expect((await send('/v1/jobs/job_none')).status).toBe(404);
      expect((await send('/v1/jobs/..%2F..%2Fregistry.db/result')).status).toBe(404);
      const { jobs } = (await send('/v1/jobs')).json;
      expect(await readdir(`${store.home}/jobs`)).toEqual([jobs[0].jobId]);
      await submit(running, '1\n');
      expect((await submit(running, '1\n')).json.error.code).toBe('SERVER_BUSY');
      const cancelled = await send(`/v1/jobs/${jobs[0].jobId}/cancel`, undefined, { method: 'POST' });
      expect(cancelled.json.state).toBe('cancelled');
      expect((await send(`/v1/jobs/${jobs[0].jobId}/result`)).json.error.code).toBe('JOB_UNFINISHED');
    },
    { jobBytes: 11, jobs: 2, jobsAtOnce: 0 },
  ));

it(
  'a job goes on after the last whole line of a worker that died, with the version it began with',
  () =>
    withServer(
      async (store) => {
        await two(store);
        const [jobId, queue, files] = [newJobId(), new JobQueue(store), new JobFiles(store.home)];
        const body = (async function* () {
          yield Buffer.from(ndjson(Array.from({ length: 5 }, () => goodRow)));
        })();
        await files.receive(jobId, body, 1e6);
        await queue.submit({ jobId, kind: 'predict', subject: 'late@2', request: { format: 'ndjson' } }, 1);
        await queue.claim('worker_dead');
        await writeFile(files.path(jobId, 'output'), '{"line":1,"kept":true}\n{"line":2,"kept":true}\n{"line":3,"pre');
        await store.series
          .updateTable('jobs')
          .set({ lease_until: nowMs() - 1 })
          .execute();
      },
      async (running) => {
        const { jobId } = (await running.send('/v1/jobs')).json.jobs[0];
        expect(await ended(running, jobId)).toMatchObject({ state: 'done', rows: 5, version: 2 });
        const found = answers((await running.send(`/v1/jobs/${jobId}/result`)).text);
        expect(found.map(({ line, kept = false }) => [line, kept])).toEqual([
          [1, true],
          [2, true],
          [3, false],
          [4, false],
          [5, false],
        ]);
        expect(found[2]).toMatchObject({ modelVersion: 2 });
      },
    ),
  120_000,
);

it('a queue gives a job to one worker, takes it back after the lease, and gives up in the end', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const queue = new JobQueue(store);
    const jobId = newJobId();
    await queue.submit({ jobId, kind: 'predict', subject: 'late@1', request: {} }, 1);
    const claims = await Promise.all(['a', 'b', 'c'].map((owner) => queue.claim(owner)));
    expect(claims.filter((job) => job !== undefined)).toHaveLength(1);
    const owner = ['a', 'b', 'c'][claims.findIndex((job) => job !== undefined)];
    expect(await queue.renew(jobId, owner, 3)).toBe('go on');
    expect(await queue.renew(jobId, 'z', 9)).toBe('stop');
    expect(await queue.get(jobId)).toMatchObject({ state: 'running', progress: 3 });
    await queue.release(jobId, owner, true);
    expect(await queue.get(jobId)).toMatchObject({ state: 'queued', attempts: 0 });
    for (let attempt = 1; attempt < mostAttempts; attempt++) {
      await queue.claim('a');
      await queue.release(jobId, 'a', false);
    }
    await queue.claim('a');
    await store.series
      .updateTable('jobs')
      .set({ lease_until: nowMs() - leaseMs })
      .execute();
    expect(await queue.claim('b')).toMatchObject({ attempts: mostAttempts + 1 });
    expect(await queue.renew(jobId, 'a', 4)).toBe('stop');
    await queue.finish(jobId, 'a', 4);
    expect((await queue.get(jobId)).state).toBe('running');
    await queue.release(jobId, 'b', false);
    expect(await queue.get(jobId)).toMatchObject({ state: 'failed', problem: { code: 'JOB_INTERRUPTED' } });
    expect(await queue.cancel(jobId)).toMatchObject({ state: 'failed' });
    expect(await queue.forget('2000-01-01')).toEqual([]);
    expect(await queue.forget('9999-01-01')).toEqual([jobId]);
    await store.close();
  }));

it('an output of long lines is taken up after its last whole line', () =>
  withHome(async (home) => {
    const path = `${home}-output`;
    const long = 'x'.repeat(70_000);
    const first = await openLineOutput(path);
    expect(first.lastLine).toBe(0);
    await first.append(Buffer.from(`{"line":1}\n{"line":7,"text":"${long}"}\n`));
    await first.close();
    await appendFile(path, `{"line":8,"text":"${long}${long}`);
    const second = await openLineOutput(path);
    expect(second.lastLine).toBe(7);
    await second.append(Buffer.from('{"line":8}\n'));
    expect(answers(await readFile(path, 'utf8')).map(({ line }) => line)).toEqual([1, 7, 8]);
    await second.close();
  }));
