/** The long rounds of the store: many kills, many processes, many mutations. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { listRuns } from '../../src/tracking/runs.ts';
import { startChild } from '../store/children.ts';
import { killLoop } from '../store/kill-loop.ts';
import { killStudyLoop } from '../store/kill-study-loop.ts';
import { mutateAuditLog } from '../store/mutate-audit-log.ts';
import { withHome } from '../store/with-home.ts';

describe('the store', () => {
  it('survives 250 kills, and no killed run says `running` after its lease', () =>
    withHome(async (home) => {
      const report = await killLoop(home, 250);
      console.log(JSON.stringify(report));
      await sleep(16_000);
      const store = await openStore(home);
      const runs = await listRuns(store, { limit: 10_000 });
      expect(runs.filter((run) => run.status === 'running')).toEqual([]);
      expect(runs.filter((run) => run.status === 'interrupted').length).toBeGreaterThan(100);
      await store.close();
    }));

  it('keeps every told trial of a study that is killed 30 times', () =>
    withHome(async (home) => {
      console.log(JSON.stringify(await killStudyLoop(home, { rounds: 30, trials: 400 })));
    }));

  it('survives kills while an empty home is made', () =>
    withHome(async (folder) => {
      for (let round = 0; round < 30; round++) {
        const home = `${folder}/${round}`;
        const child = startChild('work-until-killed', home);
        await child.until('opening');
        await sleep(Math.random() * 150);
        child.process.kill('SIGKILL');
        await child.ended;
        const store = await openStore(home);
        await store.audit.verify();
        await store.close();
      }
    }));

  it('is opened empty by 16 processes at once, 20 times', () =>
    withHome(async (folder) => {
      for (let round = 0; round < 20; round++) {
        const children = Array.from({ length: 16 }, () => startChild('open-home', `${folder}/${round}`));
        for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      }
    }));

  it('is written by 8 processes without one waiting long', () =>
    withHome(async (home) => {
      const children = Array.from({ length: 8 }, (_, i) => startChild('write-mixed', home, `writer ${i}`, '150'));
      for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      const took = children.flatMap((child) => child.lines[0].tookMs as number[]).sort((a, b) => a - b);
      const summary = {
        writes: took.length,
        p50: took[took.length >> 1],
        p99: took[Math.floor(took.length * 0.99)],
        max: took.at(-1),
      };
      console.log(JSON.stringify(summary));
      expect(summary.max).toBeLessThan(10_000);
    }));

  it('finds each of 10,000 random changes to its audit log', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      for (let i = 0; i < 60; i++) {
        await store.audit.transact((_, record) =>
          record({ actor: 'ann', action: 'model.registered', subject: `flights@${i}`, details: { i, note: 'é' } }),
        );
      }
      await store.close();
      expect(await mutateAuditLog(home, { mutations: 10_000, seed: 7 })).toEqual([]);
    }));
});
