/** F08: the disk fills under a serving process. Predictions go on, what cannot be kept is counted, and it recovers by itself. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { checkStore } from '../../src/store/check-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { bin } from '../cli/bin.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withServeProcess } from './serve-process.ts';
import { mayMount, withSmallDisk } from './small-disk.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

const rows = [goodRow, { ...goodRow, distance: 900 }];

/** Fills the disk to its last byte; gives it back when the answer is called. */
function fill(folder: string): () => void {
  const file = join(folder, 'filler');
  for (const size of [65_536, 1024, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch {
      // No more of this size.
    }
  }
  return () => rmSync(file);
}

describe.skipIf(!mayMount())('a full disk (skipped where a small one cannot be mounted)', () => {
  it('stops no prediction, is told to who must write, loses nothing acknowledged, and is over when there is room again', () =>
    withSmallDisk('8m', async (disk) => {
      const home = join(disk, 'home');
      await withServeProcess(
        home,
        (store) => registerModel(store, 'late', smallModel('binary')),
        async ({ send, metric, errors, isAlive }) => {
          const predict = () => send('/v1/models/late/predict', { rows });
          const label = (id: string) => send('/v1/labels', { labels: [{ prediction_id: id, label: 'TRUE' }] });
          const kept: string[] = (await predict()).json.predictionIds;
          expect((await label(kept[0])).json).toEqual({ accepted: 1, unknown: 0 });
          const free = fill(disk);
          const statuses: number[] = [];
          for (let i = 0; i < 200; i++) statuses.push((await predict()).status);
          expect(new Set(statuses)).toEqual(new Set([200]));
          const refused = await label(kept[1]);
          expect([refused.status, refused.json.error.code]).toEqual([507, 'STORE_UNWRITABLE']);
          const command = [
            bin,
            'models',
            'promote',
            'late@1',
            '--alias',
            'second',
            '--reason',
            'a test',
            '--home',
            home,
          ];
          const { status, stderr } = spawnSync(process.execPath, [...command, '--json'], { encoding: 'utf8' });
          expect([status, JSON.parse(stderr).error.code]).toEqual([1, 'STORE_UNWRITABLE']);
          expect((await send('/healthz/ready')).status).toBe(200);
          while ((await metric('modelwright_prediction_log_dropped_total')) === 0) await sleep(50);
          free();
          // The log tries again a second after it failed.
          let accepted = 0;
          for (let tries = 0; accepted === 0 && tries < 100; tries++) {
            const { predictionIds } = (await predict()).json;
            await sleep(100);
            accepted = (await label(predictionIds[0])).json.accepted ?? 0;
          }
          expect(accepted).toBe(1);
          expect((await label(kept[1])).json).toEqual({ accepted: 1, unknown: 0 });
          expect(isAlive()).toBe(true);
          expect(errors()).not.toMatch(/INTERNAL|internal error/);
        },
      );
      const store = await openStore(home);
      expect((await checkStore(store)).filter(({ ok }) => !ok)).toEqual([]);
      const loss = await store.predictions.loss('late');
      expect(loss.dropped).toBeGreaterThan(0);
      expect(loss.damaged).toBeLessThanOrEqual(1);
      await store.close();
    }));
});
