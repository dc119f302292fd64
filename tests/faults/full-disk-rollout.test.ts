/** F08 with F37: a candidate that is found to be bad goes back by itself though the disk is full. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { RolloutController } from '../../src/lifecycle/rollout/control/rollout-controller.ts';
import { noCounts } from '../../src/lifecycle/rollout/counts.ts';
import { latestRolloutOf, noPairs } from '../../src/lifecycle/rollout/record/rollout-record.ts';
import { distributionsReady } from '../../src/math/distributions.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { rolloutModels } from '../server/rollout-models.ts';
import { begin, registerPair } from '../server/rollout-traffic.ts';
import { mayMount, withSmallDisk } from './small-disk.ts';

vi.setConfig({ testTimeout: 180_000 });

/** What a server counted of half a second in which the candidate failed so often. */
async function handOn(store: Store, sequence: number, errors: number): Promise<void> {
  const counts = ['late@1', 'late@2'].map((variant) => {
    const failed = variant === 'late@2' ? errors : 0;
    return { variant, ...noCounts(1), answers: 100, errors: failed, units: 100 };
  });
  const { rolloutId, state } = await latestRolloutOf(store.records, 'late');
  const kept = JSON.stringify({ counts, pairs: noPairs, severalUnits: 0, revision: state.revision });
  await store.records
    .insertInto('rollout_counts')
    .values({ rollout_id: rolloutId, server: 's', sequence, counts: kept })
    .execute();
}

/** Fills the disk, and the files of the database to their last page. */
function fill(folder: string): void {
  for (const size of [65_536, 1024, 1]) {
    try {
      for (;;) appendFileSync(join(folder, 'filler'), Buffer.alloc(size));
    } catch {
      // No more of this size.
    }
  }
}

it.skipIf(!mayMount())('a bad candidate goes back on a full disk (skipped where a small one cannot be mounted)', () =>
  withSmallDisk('8m', async (disk) => {
    await distributionsReady();
    const store = await openStore(join(disk, 'home'));
    await registerPair(store, rolloutModels.good(), rolloutModels.alsoGood());
    await begin(store, { strategy: 'canary', steps: [0.5], leastSeconds: 600 });
    const problems: unknown[] = [];
    const controller = new RolloutController(store, { name: 'one', report: (error) => problems.push(error) });
    await controller.look();
    await handOn(store, 1, 0);
    await controller.look();
    await handOn(store, 2, 0);
    await handOn(store, 3, 60);
    fill(disk);
    const promotion = store.audit.transact(async (_, record) => {
      await record({ actor: 'ann', action: 'test.waits', subject: 'late', details: { text: 'x'.repeat(200_000) } });
    });
    await expect(promotion).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    await controller.look();
    const { state, isSettled } = await latestRolloutOf(store.records, 'late');
    expect([state.phase, isSettled]).toEqual(['rolled_back', true]);
    expect(state.findings).toMatchObject([{ guardrail: 'errors', variant: 'late@2', action: 'rollback' }]);
    await store.close();
    expect(problems).toEqual([]);
  }),
);
