/** Retention by itself: one server of a home removes what is too old, and the audit log says so. */
import { expect, it, vi } from 'vitest';
import { loggedPredictions, logOldPrediction } from '../../tests/store/logged-predictions.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore } from '../store/open-store.ts';
import { privacySchema } from '../store/privacy/declared-privacy.ts';
import { endPruneTurn, takePruneTurn } from '../store/privacy/prune-turn.ts';
import { buildServer } from './build-server.ts';

it('removes what is kept no longer, by one of several servers, and leaves the rest', () =>
  withHome(async (home) => {
    for (const model of ['churn', 'other']) await logOldPrediction(home, model);
    const store = await openStore(home, { privacy: privacySchema.parse({ models: { churn: { keepDays: 30 } } }) });
    const servers = [1, 2].map(() => buildServer({ store }));
    for (const server of servers) await server.ready();
    for (const server of servers) await server.modelsLoaded();
    await vi.waitFor(async () => expect(await loggedPredictions(store, 'churn')).toHaveLength(0), { timeout: 10_000 });
    for (const server of servers) await server.close();
    expect(await loggedPredictions(store, 'other')).toHaveLength(1);
    const acts = (await store.audit.latest(10)).filter(({ action }) => action === 'predictions.prune');
    expect(acts).toMatchObject([{ actor: 'retention', subject: 'churn', details: { segments: 1, events: 1 } }]);
    await store.close();
  }));

it('gives the turn to one a day, and to another where the one who had it died or whose clock was wrong', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const { records } = store;
    const takers = await Promise.all([1, 2, 3].map(() => takePruneTurn(records)));
    expect(takers.filter((has) => has)).toHaveLength(1);
    const dueIn = (hours: number) =>
      records
        .updateTable('counters')
        .set(({ eb }) => ({ value: eb('value', '+', hours * 3_600_000) }))
        .where('name', '=', 'predictions_pruned')
        .execute();
    await dueIn(-1.01);
    expect(await takePruneTurn(records)).toBe(true);
    await endPruneTurn(records);
    await dueIn(-23.9);
    expect(await takePruneTurn(records)).toBe(false);
    await dueIn(-0.2);
    expect(await takePruneTurn(records)).toBe(true);
    await dueIn(100);
    expect(await takePruneTurn(records)).toBe(true);
    await store.close();
  }));
