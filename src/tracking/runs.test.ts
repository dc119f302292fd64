import { describe, expect, it, vi } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { ModelwrightError } from '../core/errors.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { renewLease } from './lease.ts';
import { listVersions } from './registry.ts';
import { compareRuns, getRun, listRuns, startRun } from './runs.ts';

const start = (store: Store, config = {}) => startRun(store, { name: 'flights', kind: 'train', config, actor: 'ann' });

async function withStore(test: (store: Store) => Promise<void>) {
  await withHome(async (home) => {
    const store = await openStore(home);
    await test(store);
    await store.close();
  });
}

async function version(store: Store) {
  const artifactHash = await store.blobs.put(Buffer.from('artifact'));
  return { name: 'flights', artifactHash, signature: {}, lineage: {}, promotable: true, championIfFirst: true };
}

/** Lets the lease of all running runs end. */
const expire = (store: Store) => store.records.updateTable('runs').set({ lease_until: 1 }).execute();

describe('runs', () => {
  it('are listed newest first, by name, with what they left', () =>
    withStore(async (store) => {
      const run = await start(store, { seed: 7, search: { candidates: 3 } });
      await run.finish({ metrics: { roc_auc: 0.8 }, result: { choice: 'gbdt' } });
      const other = await startRun(store, { name: 'other', kind: 'train', config: {}, actor: 'bob' });
      expect(await listRuns(store)).toMatchObject([{ runId: other.runId }, { runId: run.runId }]);
      expect(await listRuns(store, { name: 'flights', limit: 5 })).toEqual([
        {
          runId: run.runId,
          status: 'finished',
          name: 'flights',
          kind: 'train',
          startedAt: expect.any(String),
          finishedAt: expect.any(String),
          metrics: { roc_auc: 0.8 },
        },
      ]);
      expect(await getRun(store, run.runId)).toMatchObject({
        actor: 'ann',
        config: { seed: 7, search: { candidates: 3 } },
        result: { choice: 'gbdt' },
        error: null,
      });
      await other.cancel();
    }));

  it('keep series of metrics in order, steps given or counted', () =>
    withStore(async (store) => {
      const run = await start(store);
      for (let i = 0; i < 1200; i++) void run.logMetric('loss', i / 7);
      await run.logMetric('score', Number.NEGATIVE_INFINITY, 40);
      await run.logMetric('score', -0);
      await run.finish({ metrics: {}, result: null });
      const { series } = await getRun(store, run.runId);
      const points = (name: string) =>
        series.filter((point) => point.name === name).map(({ step, value }) => [step, value]);
      expect(points('loss')).toEqual(Array.from({ length: 1200 }, (_, i) => [i, i / 7]));
      expect(points('score')).toEqual([
        [40, Number.NEGATIVE_INFINITY],
        [41, -0],
      ]);
    }));

  it('fail with their error and register nothing', () =>
    withStore(async (store) => {
      const run = await start(store);
      await run.fail(new ModelwrightError('SOURCE_EMPTY', { source: 'x.csv' }));
      expect(await getRun(store, run.runId)).toMatchObject({
        status: 'failed',
        error: { code: 'SOURCE_EMPTY', details: { source: 'x.csv' } },
      });
      await expect(run.finish({ metrics: {}, result: null, register: await version(store) })).rejects.toMatchObject({
        code: 'STORE_CONFLICT',
      });
      expect(await listVersions(store)).toEqual([]);
    }));

  it('are cancelled, and a cancelled run stays so', () =>
    withStore(async (store) => {
      const run = await start(store);
      await run.cancel();
      await run.fail(new Error('too late'));
      expect(await getRun(store, run.runId)).toMatchObject({ status: 'cancelled', error: null });
    }));

  it('finish once: the same call again returns the same version', () =>
    withStore(async (store) => {
      const run = await start(store);
      const outcome = { metrics: {}, result: null, register: await version(store) };
      const first = await run.finish(outcome);
      expect(first).toMatchObject({ version: 1, runId: run.runId, aliases: ['champion'] });
      expect(await run.finish(outcome)).toEqual(first);
      expect(await listVersions(store)).toHaveLength(1);
    }));

  it('become interrupted when their lease ends, for whoever looks', () =>
    withStore(async (store) => {
      const run = await start(store);
      expect((await getRun(store, run.runId)).status).toBe('running');
      await expire(store);
      expect((await listRuns(store))[0].status).toBe('interrupted');
      expect((await getRun(store, run.runId)).finishedAt).not.toBeNull();
      await run.finish({ metrics: {}, result: null });
      expect((await getRun(store, run.runId)).status).toBe('finished');
    }));

  it('become interrupted also when the clock was set back since their lease began', () =>
    withStore(async (store) => {
      const run = await start(store);
      const day = 24 * 60 * 60 * 1000;
      await store.records
        .updateTable('runs')
        .set((eb) => ({ lease_until: eb('lease_until', '+', day) }))
        .execute();
      expect((await getRun(store, run.runId)).status).toBe('interrupted');
    }));

  it('renew their lease while they work, also after a stall', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await withStore(async (store) => {
        const run = await start(store);
        await expire(store);
        expect((await getRun(store, run.runId)).status).toBe('interrupted');
        vi.advanceTimersByTime(5_000);
        await vi.waitFor(async () => expect((await getRun(store, run.runId)).status).toBe('running'));
        await run.cancel();
        await expire(store);
        vi.advanceTimersByTime(60_000);
        expect(await getRun(store, run.runId)).toMatchObject({ status: 'cancelled' });
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('stay finished when a renewal comes late', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await withStore(async (store) => {
        const run = await start(store);
        await run.finish({ metrics: {}, result: null });
        const { owner } = await store.records.selectFrom('runs').select('owner').executeTakeFirstOrThrow();
        const stop = renewLease(store.records, { runId: run.runId, owner });
        vi.advanceTimersByTime(5_000);
        stop();
        expect((await getRun(store, run.runId)).status).toBe('finished');
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('compare by what differs', () =>
    withStore(async (store) => {
      const a = await start(store, { seed: 1, search: { folds: 5, keep: [1, 2] }, same: true });
      const b = await start(store, { seed: 2, search: { folds: 5, keep: [1, 3] }, same: true, extra: 'x' });
      await a.finish({ metrics: { auc: 0.5, f1: 0.1 }, result: null });
      await b.finish({ metrics: { auc: 0.6 }, result: null });
      const { runs, config, metrics } = await compareRuns(store, [b.runId, a.runId]);
      expect(runs.map((run) => run.runId)).toEqual([b.runId, a.runId]);
      expect(config).toEqual([
        { field: 'extra', values: ['x', null] },
        {
          field: 'search.keep',
          values: [
            [1, 3],
            [1, 2],
          ],
        },
        { field: 'seed', values: [2, 1] },
      ]);
      expect(metrics).toEqual([
        { name: 'auc', values: [0.6, 0.5] },
        { name: 'f1', values: [null, 0.1] },
      ]);
    }));

  it('that do not exist are told with those that do', () =>
    withStore(async (store) => {
      const run = await start(store);
      await expect(getRun(store, 'run_x')).rejects.toMatchObject({
        code: 'RUN_NOT_FOUND',
        details: { available: run.runId },
      });
      await run.cancel();
    }));

  it('refuse documents that JSON cannot hold', () =>
    withStore(async (store) => {
      await expect(start(store, { rate: Number.NaN })).rejects.toMatchObject({ code: 'VALUE_INVALID' });
      await expect(startRun(store, { name: '../x', kind: 'train', config: {}, actor: 'a' })).rejects.toMatchObject({
        code: 'NAME_INVALID',
      });
      expect(await listRuns(store)).toEqual([]);
    }));
});
