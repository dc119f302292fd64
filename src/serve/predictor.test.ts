/** Requests that nobody waits for any more: given up between two turns, and nothing of them is logged. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { features, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore } from '../store/open-store.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { takeRows } from '../table/table.ts';
import { openPredictor } from './predictor.ts';
import { openResolver } from './resolver.ts';

it('a signal ends the work before anything is logged', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await registerModel(store, 'late', smallModel('binary'));
    const resolver = openResolver(store);
    const resolved = await resolver.resolve('late');
    const many = takeRows(
      features,
      Array.from({ length: 2000 }, (_, i) => i % features.nRows),
    );
    const events: PredictionEvent[] = [];
    const log = { append: (event: PredictionEvent) => void events.push(event) };
    const cancelled = { code: 'CANCELLED', grpc: 'CANCELLED' };
    const predictor = openPredictor({ resolver, log });
    const all = { table: features, warnings: [] };
    const before = predictor.predict(resolved, () => all, { signal: AbortSignal.abort() });
    await expect(before).rejects.toMatchObject(cancelled);
    const gone = new AbortController();
    const between = predictor.predict(resolved, () => ({ table: many, warnings: [] }), { signal: gone.signal });
    void nextTurn().then(() => gone.abort());
    await expect(between).rejects.toMatchObject(cancelled);
    expect(events).toEqual([]);
    const patient = await predictor.predict(resolved, () => ({ table: many, warnings: [] }), {
      signal: new AbortController().signal,
    });
    expect([patient.predictionIds.length, events.length]).toEqual([2000, 2000]);
    await resolver.close();
    await store.close();
  }));
