/** F08: the disk fills under a serving process. Predictions go on, what cannot be kept is counted, and it recovers by itself. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createKey } from '../../src/access/keys.ts';
import { checkStore } from '../../src/store/check-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { promote } from '../../src/tracking/registry.ts';
import { bin } from '../cli/bin.ts';
import { begin, registerPair } from '../server/rollout-traffic.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
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

/** A command of the program; its answer, or its error. */
function run(home: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words, '--home', home, '--json'], {
    encoding: 'utf8',
  });
  const error = status === 0 ? undefined : JSON.parse(stderr).error;
  return { status, answer: status === 0 ? JSON.parse(stdout) : undefined, code: error?.code, message: error?.message };
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
          const promotion = run(home, 'models', 'promote', 'late@1', '--alias', 'second', '--reason', 'a test');
          expect([promotion.status, promotion.code]).toEqual([1, 'STORE_UNWRITABLE']);
          expect(promotion.message).toContain('free some space');
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

  it('keeps nobody from taking a version out of service, with a server or without', () =>
    withSmallDisk('8m', async (disk) => {
      const home = join(disk, 'home');
      await withHome(async (elsewhere) => {
        const store = await openStore(elsewhere);
        await registerPair(store, smallModel('binary', 1), smallModel('binary', 2));
        await createKey(store, { name: 'lost', role: 'admin', expiresDays: 1, actor: 'ann' });
        for (const ref of ['late@2', 'late@1', 'late@2']) await promote(store, { ref, reason: 'better', actor: 'ann' });
        await begin(store, { strategy: 'canary', steps: [0.5], leastSeconds: 600 }, ['1']);
        await store.close();
        // Files of databases that are open would be there already when the disk is full.
        cpSync(elsewhere, home, { recursive: true, filter: (path) => !/-(shm|wal)$|reserve$/.test(path) });
      });
      expect(run(home, 'audit', 'verify').status).toBe(0);
      fill(disk);
      expect(run(home, 'keys', 'create', 'other').code).toBe('STORE_UNWRITABLE');
      expect(run(home, 'rollout', 'abort', 'late', '--reason', 'a test').answer).toMatchObject({ phase: 'aborted' });
      expect(run(home, 'keys', 'revoke', 'lost').answer).toMatchObject({ state: 'revoked' });
      await withServeProcess(
        home,
        async () => {},
        async ({ send }) => {
          const answered = async () => (await send('/v1/models/late/predict', { rows })).json.modelVersion;
          for (const [from, to] of [
            [2, 1],
            [1, 2],
          ]) {
            expect(await answered()).toBe(from);
            expect(run(home, 'models', 'rollback', 'late').answer).toMatchObject({ from, version: to });
            while ((await answered()) !== to) await sleep(50);
          }
        },
      );
      expect(run(home, 'audit', 'verify').status).toBe(0);
    }));
});
