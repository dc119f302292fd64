/** The client against the real server: answers, streams, labels, errors with the server's codes. */
import { expect, it } from 'vitest';
import { features, goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { type Running, withServer } from '../../tests/server/with-server.ts';
import type { Store } from '../store/open-store.ts';
import { cell } from '../table/column.ts';
import { promote } from '../tracking/registry.ts';
import { createClient } from './index.ts';

const prepare = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary', 1, { calibrated: true }));
  await registerModel(store, 'late', smallModel('binary', 2));
  await registerModel(store, 'how late', smallModel('regression', 1, { calibrated: true }));
};
/** A connection that `fetch` opened and never used would hold the server's end for its whole drain time. */
const withPatience = (test: (running: Running) => Promise<void>) => withServer(prepare, test, { drainMs: 200 });
const rows = Array.from({ length: features.nRows }, (_, row) =>
  Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
);
const all = async <Value>(values: AsyncIterable<Value>) => {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
};

it('predicts, describes, labels, lists and tells health', () =>
  withPatience(async ({ server, send, store }) => {
    const client = createClient({ url: `${server.url}/` });
    const native = (await send('/v1/models/late/predict', { rows })).json;
    const answer = await client.model('late').predict(rows);
    expect(answer.probabilities).toEqual(native.probabilities);
    expect(answer.predictions).toEqual(native.predictions);
    const dated = await client.model('late').predict([{ ...goodRow, at: new Date(goodRow.at) }]);
    expect(dated.probabilities).toEqual((await client.model('late').predict([goodRow])).probabilities);
    const extras = await client.model('how late@1').predict([goodRow], { intervals: 0.9, explain: true });
    expect(extras.intervals?.[0]).toHaveLength(2);
    expect(Object.keys(extras.explanations?.rows[0].contributions ?? {}).sort()).toEqual(Object.keys(goodRow).sort());
    expect(await client.model('late@2').describe()).toMatchObject({ name: 'late', version: 2, versions: [2, 1] });
    expect((await client.models()).map(({ name, version }) => `${name}@${version}`).sort()).toEqual([
      'how late@1',
      'late@1',
      'late@2',
    ]);
    const label = { predictionId: answer.predictionIds[0], label: 'TRUE', observedAt: new Date(1_790_000_000_000) };
    expect(await client.labels([label, { predictionId: 'prediction_no', label: 'TRUE' }])).toEqual({
      accepted: 1,
      unknown: 1,
    });
    const kept = (await store.labels.latest([label.predictionId])).get(label.predictionId);
    expect(kept).toMatchObject({ label: 'TRUE', observedAt: label.observedAt.toISOString() });
    expect(await client.health()).toEqual({ status: 'ready', problems: [] });
  }));

it('streams rows of any length in order, each batch by the version of the first', () =>
  withPatience(async ({ server, send, store }) => {
    const client = createClient({ url: server.url });
    const native = (await send('/v1/models/late/predict', { rows })).json;
    let taken = 0;
    async function* source() {
      for (let i = 0; i < 1000; i++) {
        taken++;
        if (i === 400) await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
        yield i === 77 ? { city: null } : rows[i % rows.length];
      }
    }
    const answers = client.model('late').stream(source(), { batchRows: 100, ahead: 3 });
    const first = await answers.next();
    expect(first.value).toMatchObject({ row: 0, prediction: native.predictions[0], modelVersion: 1 });
    expect(taken).toBeLessThanOrEqual(500);
    const others = await all(answers);
    expect(others.map(({ row }) => row)).toEqual(Array.from({ length: 999 }, (_, i) => i + 1));
    for (const answer of others) {
      if (answer.error) {
        expect([answer.row, answer.error.code]).toEqual([77, 'ROW_INVALID']);
        continue;
      }
      expect(answer.probabilities).toEqual(native.probabilities[answer.row % rows.length]);
      expect(answer.modelVersion).toBe(1);
    }
    expect(await all(client.model('late').stream([]))).toEqual([]);
    const [one] = await all(client.model('how late').stream([goodRow], { intervals: 0.9 }));
    expect(one.error === undefined && one.interval).toHaveLength(2);
  }));

it('stops reading rows when nobody takes answers any more, and hears of a source that fails', () =>
  withPatience(async ({ server }) => {
    const client = createClient({ url: server.url });
    let isClosed = false;
    function* endless() {
      try {
        for (;;) yield goodRow;
      } finally {
        isClosed = true;
      }
    }
    for await (const { row } of client.model('late').stream(endless(), { batchRows: 10 })) if (row === 25) break;
    expect(isClosed).toBe(true);
    function* failing() {
      yield goodRow;
      throw new Error('the file ended');
    }
    await expect(all(client.model('late').stream(failing()))).rejects.toThrow('the file ended');
    await expect(all(client.model('lat').stream([goodRow]))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  }));

it("has the server's codes, statuses and details", () =>
  withPatience(async ({ server }) => {
    const client = createClient({ url: server.url });
    await expect(client.model('late').predict([goodRow, { ...goodRow, distance: 'far' }])).rejects.toMatchObject({
      name: 'ClientError',
      code: 'ROW_INVALID',
      status: 422,
      details: { row: 1, column: 'distance' },
      attempts: 1,
    });
    await expect(client.model('late@7').predict([])).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND', status: 404 });
    await server.close();
    await expect(client.health({ attempts: 1 })).rejects.toMatchObject({ code: 'CLIENT_UNREACHABLE', attempts: 1 });
  }));

it(
  'hands in a job, follows it, and reads its answers as they are taken',
  () =>
    withPatience(async ({ server, send, store }) => {
      const client = createClient({ url: server.url });
      const late = client.model('late');
      async function* source() {
        for (let i = 0; i < 700; i++) yield i === 77 ? { city: null } : rows[i % rows.length];
      }
      const job = await late.submit(source());
      expect(job).toMatchObject({ state: 'queued', model: 'late', version: 1, rows: 0, of: 700 });
      await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
      const seen: number[] = [];
      const done = await client.jobs.wait(job.jobId, { onProgress: ({ rows: answered }) => seen.push(answered) });
      expect(done).toMatchObject({ state: 'done', rows: 700, of: 700 });
      expect(seen.at(-1)).toBe(700);
      expect((await client.jobs.list()).map(({ jobId }) => jobId)).toEqual([job.jobId]);
      const native = (await send('/v1/models/late@1/predict', { rows })).json;
      let next = 0;
      for await (const answer of client.jobs.results(job.jobId)) {
        expect(answer.row).toBe(next++);
        if (answer.error) expect([answer.row, answer.error.code]).toEqual([77, 'ROW_INVALID']);
        else expect(answer.probabilities).toEqual(native.probabilities[answer.row % rows.length]);
      }
      expect(next).toBe(700);
      for await (const { row } of client.jobs.results(job.jobId)) if (row === 3) break;

      const csv = new Blob([`city,distance,night,at\nBern,1,true,2026-03-01T10:30:00Z\n`], { type: 'text/csv' });
      const second = await client.model('how late').submit(csv, { intervals: 0.9 });
      await client.jobs.wait(second.jobId);
      const [one] = await all(client.jobs.results(second.jobId));
      expect(one.error === undefined && one.interval).toHaveLength(2);
      expect((await client.jobs.cancel(second.jobId)).state).toBe('done');
      await expect(client.jobs.show('job_no')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND', status: 404 });
      await expect(client.model('lat').submit([goodRow])).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    }),
  120_000,
);

it('says why a job did not come to its end', () =>
  withServer(
    prepare,
    async ({ server, store }) => {
      const client = createClient({ url: server.url });
      const [first, second] = [await client.model('late').submit([goodRow]), await client.model('late').submit([])];
      await expect(all(client.jobs.results(first.jobId))).rejects.toMatchObject({ code: 'JOB_UNFINISHED' });
      const waiting = client.jobs.wait(first.jobId);
      waiting.catch(() => {});
      await client.jobs.cancel(first.jobId);
      await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED', details: { job: first.jobId } });
      const failed = { state: 'failed', problem: JSON.stringify({ code: 'ARTIFACT_DAMAGED', message: 'cut off' }) };
      await store.series.updateTable('jobs').set(failed).where('job_id', '=', second.jobId).execute();
      await expect(client.jobs.wait(second.jobId)).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED' });
      const stop = new AbortController();
      const third = await client.model('late').submit([goodRow]);
      const left = client.jobs.wait(third.jobId, { signal: stop.signal, onProgress: () => stop.abort() });
      await expect(left).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    },
    { drainMs: 200, jobsAtOnce: 0 },
  ));
