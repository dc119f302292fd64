/** Several processes on one home: nobody is told `database is locked`, numbers have no gaps, nothing is lost. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { history, listVersions } from '../../src/tracking/registry.ts';
import { listRuns } from '../../src/tracking/runs.ts';
import { startChild } from './children.ts';
import { loggedPredictions } from './logged-predictions.ts';
import { withHome } from './with-home.ts';

describe('several processes', () => {
  it('open one empty home at once, 16 of them', () =>
    withHome(async (home) => {
      const children = Array.from({ length: 16 }, () => startChild('open-home', home));
      for (const child of children) {
        expect(await child.ended).toEqual({ code: 0, errors: '' });
        expect(child.lines).toEqual([{ generation: 0, entries: 0 }]);
      }
    }));

  it('write everything there is, 8 of them, and none waits in vain', () =>
    withHome(async (home) => {
      const rounds = 12;
      const children = Array.from({ length: 8 }, (_, i) => startChild('write-mixed', home, `writer ${i}`, `${rounds}`));
      for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      const store = await openStore(home);
      const versions = await listVersions(store, 'shared');
      expect(versions.map((version) => version.version)).toEqual(Array.from({ length: 96 }, (_, i) => 96 - i));
      expect((await listRuns(store, { limit: 1000 })).every((run) => run.status === 'finished')).toBe(true);
      const moves = await history(store, 'shared');
      expect(moves.slice(1).map((move) => move.from)).toEqual(moves.slice(0, -1).map((move) => move.to));
      expect((await store.audit.verify()).entries).toBe(96 + moves.length);
      expect(await loggedPredictions(store, 'shared')).toHaveLength(96);
      await store.close();
    }));

  it('open no store in a worker thread, where ending the thread would end the process', async () => {
    const module = new URL('../../dist/store/open-store.js', import.meta.url).href;
    const worker = new Worker(
      `import(${JSON.stringify(module)}).then(({ openStore }) => openStore('never')).catch((error) =>
        require('node:worker_threads').parentPort.postMessage(error.message))`,
      { eval: true },
    );
    const message = await new Promise((resolve) => worker.once('message', resolve));
    expect(message).toContain('main threads only');
    await worker.terminate();
  });
});
