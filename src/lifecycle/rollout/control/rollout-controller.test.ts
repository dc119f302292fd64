import { beforeAll, expect, it } from 'vitest';
import { rolloutModels } from '../../../../tests/server/rollout-models.ts';
import { begin, registerPair } from '../../../../tests/server/rollout-traffic.ts';
import { withHome } from '../../../../tests/store/with-home.ts';
import { distributionsReady } from '../../../math/distributions.ts';
import { openStore, type Store } from '../../../store/open-store.ts';
import { noCounts } from '../counts.ts';
import { latestRolloutOf, noPairs } from '../record/rollout-record.ts';
import { RolloutController } from './rollout-controller.ts';

beforeAll(distributionsReady);

async function handOn(store: Store, sequence: number, answers: number, revision = 1): Promise<void> {
  const counts = [{ variant: 'late@1', ...noCounts(1), answers, units: answers }];
  const kept = JSON.stringify({ counts, pairs: noPairs, severalUnits: 0, revision });
  const { rolloutId: rollout_id } = await latestRolloutOf(store.records, 'late');
  await store.records
    .insertInto('rollout_counts')
    .values({ rollout_id, server: 's', sequence, counts: kept })
    .execute();
}

const withRollout = (test: (store: Store) => Promise<void>) =>
  withHome(async (home) => {
    const store = await openStore(home);
    await registerPair(store, rolloutModels.good(), rolloutModels.alsoGood());
    await begin(store, { strategy: 'canary', steps: [0.5], leastSeconds: 600 });
    await test(store);
    await store.close();
  });

it('one of two leads; who takes over counts what is left, once, and the one before writes nothing more', () =>
  withRollout(async (store) => {
    const first = new RolloutController(store, { name: 'first' });
    const second = new RolloutController(store, { name: 'second' });
    const hasty = new RolloutController(store, { name: 'hasty', silentMs: 0 });
    const record = () => latestRolloutOf(store.records, 'late');
    await first.look();
    await second.look();
    expect(await record()).toMatchObject({ leader: 'first', token: 1, state: { token: 1 } });
    await handOn(store, 1, 10);
    await second.look();
    expect((await record()).state.reference.answers).toBe(0);
    await first.look();
    await first.look();
    expect((await record()).state.reference.answers).toBe(10);
    await handOn(store, 2, 5);
    await hasty.look();
    expect(await record()).toMatchObject({
      leader: 'hasty',
      token: 2,
      state: { token: 2, reference: { answers: 15 } },
    });
    await handOn(store, 3, 7);
    await first.look();
    expect((await record()).state.reference.answers).toBe(15);
    await hasty.look();
    expect((await record()).state.reference.answers).toBe(22);
  }));

it('units that were divided by other shares are not compared with these', () =>
  withRollout(async (store) => {
    const controller = new RolloutController(store, { name: 'one' });
    await controller.look();
    await handOn(store, 1, 1000, 9);
    await controller.look();
    const { state } = await latestRolloutOf(store.records, 'late');
    expect(state.units.seen).toBe(0);
    expect(state.reference.answers).toBe(1000);
  }));
