/** Work that nobody waits for any more ends at its next checkpoint, and leaves nothing half done. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/core/progress.ts';
import { writeShop } from './tables.ts';
import { withHome } from './with-home.ts';

/** Options of a call that is given up at its first report of a stage, and what it reported until then. */
function givenUpAt(stage: string) {
  const controller = new AbortController();
  const stages: string[] = [];
  const onProgress = (progress: Progress) => {
    stages.push(progress.stage);
    if (progress.stage === stage) controller.abort();
  };
  return { options: { onProgress, signal: controller.signal }, stages };
}

const cancelled = { code: 'CANCELLED' };

describe('work that is given up', () => {
  it('ends: profile, while it reads and between two columns', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 300, seed: 1 });
      const reading = givenUpAt('read');
      await expect(mw.profile({ source }, reading.options)).rejects.toMatchObject(cancelled);
      expect(reading.stages).not.toContain('profile');
      const looking = givenUpAt('profile');
      await expect(mw.profile({ source }, looking.options)).rejects.toMatchObject(cancelled);
      expect(looking.stages.filter((stage) => stage === 'profile')).toHaveLength(1);
    }));

  it('ends: train, also when all is done but the judging, and nothing is registered', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
      const { options } = givenUpAt('evaluate');
      const shop = { source, target: 'bought', idColumn: ['id'], maxCandidates: 1, name: 'shop' };
      await expect(mw.train(shop, options)).rejects.toMatchObject({ ...cancelled, message: 'train was cancelled' });
      expect((await mw.models.list({})).models).toEqual([]);
      expect((await mw.runs.list({})).runs).toMatchObject([{ status: 'cancelled' }]);
    }));

  it('ends: evaluate, monitor and labels of a model', () =>
    withHome(async (mw, folder) => {
      const train = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
      const shop = { target: 'bought', idColumn: ['id'], maxCandidates: 1, name: 'shop' };
      await mw.train({ source: train, ...shop });
      const later = writeShop(folder, 'later.csv', { rows: 300, seed: 2, day: 100 });

      for (const stage of ['read', 'evaluate']) {
        const { options } = givenUpAt(stage);
        await expect(mw.evaluate({ model: 'shop', source: later }, options)).rejects.toMatchObject(cancelled);
      }
      const monitored = givenUpAt('read');
      const current = { model: 'shop', current: later };
      await expect(mw.monitor(current, monitored.options)).rejects.toMatchObject(cancelled);
      expect(monitored.stages).not.toContain('compare');
      // Before the holdout is looked at.
      const sealed = givenUpAt('evaluate');
      await expect(mw.evaluate({ model: 'shop' }, sealed.options)).rejects.toMatchObject(cancelled);

      const output = join(folder, 'scored.csv');
      await mw.predict({ model: 'shop', source: later, output });
      const ids = readFileSync(output, 'utf8').trimEnd().split('\n').slice(1);
      const labels = join(folder, 'labels.csv');
      writeFileSync(labels, `prediction_id,label\n${ids.map((line) => `${line.split(',')[0]},yes`).join('\n')}\n`);
      await expect(mw.labels.add({ source: labels }, { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
      expect(await mw.labels.add({ source: labels })).toMatchObject({ accepted: 300, unknown: 0 });
    }));
});
