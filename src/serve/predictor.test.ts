/** Requests that nobody waits for any more: given up between two turns, and nothing of them is logged. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { features, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { monotonicMs } from '../core/clock.ts';
import { openStore } from '../store/open-store.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { eventsOf, type PredictionRows } from '../store/predictions/prediction-rows.ts';
import { takeRows } from '../table/table.ts';
import { deadlineIn } from './call-terms.ts';
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
    const log = { rowsAtOnce: () => 1024, appendRows: (rows: PredictionRows) => void events.push(...eventsOf(rows)) };
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
    expect([patient.ids.count, events.length]).toEqual([2000, 2000]);
    await resolver.close();
    await store.close();
  }));

it('an answer that is ready after its deadline is refused and not logged', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    const { version, served } = await (async () => {
      await registerModel(store, 'late', smallModel('binary'));
      return await openResolver(store).resolve('late');
    })();
    const events: PredictionEvent[] = [];
    const predictor = openPredictor({
      resolver: openResolver(store),
      log: { rowsAtOnce: () => 1024, appendRows: (rows) => void events.push(...eventsOf(rows)) },
    });
    const { model } = served;
    const slow = (untilMs: number): typeof model => ({
      ...model,
      predict(table, coverage) {
        while (monotonicMs() <= untilMs);
        return model.predict(table, coverage);
      },
    });
    const ask = (untilMs: (deadline: number) => number) => {
      const deadline = deadlineIn(100);
      const by = { version, served: { ...served, model: slow(untilMs(deadline.untilMs)) } };
      return predictor.predict(by, () => ({ table: takeRows(features, [0]), warnings: [] }), { deadline });
    };
    await expect(ask((deadline) => deadline)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { limitMs: 100 },
    });
    expect(events).toEqual([]);
    expect((await ask(() => 0)).ids.count).toBe(1);
    expect(events).toHaveLength(1);
    await store.close();
  }));
