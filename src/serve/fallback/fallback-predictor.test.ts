/** The chain of answers and remembered answers over real versions, some of which fail. */
import { expect, it } from 'vitest';
import { features, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { idsOf } from '../../core/ids.ts';
import { openStore } from '../../store/open-store.ts';
import type { PredictionEvent } from '../../store/predictions/prediction-log.ts';
import { eventsOf, type PredictionRows } from '../../store/predictions/prediction-rows.ts';
import { takeRows } from '../../table/table.ts';
import { championsOf, promote } from '../../tracking/registry.ts';
import { RememberedAnswers } from '../answer-cache/remembered-answers.ts';
import { answersOf } from '../answers.ts';
import { openPredictor } from '../predictor.ts';
import { openResolver } from '../resolver.ts';
import { fallbackSchema } from './declared-fallback.ts';
import { withFallback } from './fallback-predictor.ts';

const rule = { prediction: 'FALSE', probabilities: { FALSE: 0.75, TRUE: 0.25 } };
const read = (row: number) => () => ({ table: takeRows(features, [row]), warnings: [] });

async function withChain(
  test: (parts: Awaited<ReturnType<typeof open>>) => Promise<void>,
  declared: object = { rule },
): Promise<void> {
  await withHome(async (home) => {
    const parts = await open(home, declared);
    await test(parts);
    await parts.resolver.close();
    await parts.store.close();
  });
}

async function open(home: string, declared: object) {
  const store = await openStore(home);
  for (const seed of [1, 2]) await registerModel(store, 'late', smallModel('binary', seed));
  await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
  const resolver = openResolver(store);
  const events: PredictionEvent[] = [];
  const remembered = new RememberedAnswers(() => ({ maxBytes: 100_000, ttlMs: 60_000 }));
  const options = {
    resolver,
    log: { rowsAtOnce: () => 1024, appendRows: (rows: PredictionRows) => void events.push(...eventsOf(rows)) },
  };
  const plain = openPredictor(options);
  /** Versions that fail, and with what. */
  const failing = new Map<number, Error>();
  const asked: number[] = [];
  const predict: typeof plain.predict = async (by, rows, extras) => {
    asked.push(by.version.version);
    const error = failing.get(by.version.version);
    if (error) throw error;
    return await plain.predict(by, rows, extras);
  };
  const counted: string[] = [];
  const predictor = withFallback({
    routed: { ...plain, predict },
    plain: { predict },
    resolver,
    declared: () => fallbackSchema.parse(declared),
    champions: (model) => championsOf(store, model),
    count: (model, fallback) => counted.push(`${model} ${fallback}`),
  });
  const caching = openPredictor({ ...options, remembered });
  return { store, resolver, events, plain, failing, asked, predictor, counted, remembered, caching };
}

it('the champion before answers for a version that fails, then the rule, and each says so', () =>
  withChain(async ({ predictor, plain, resolver, failing, counted, events }) => {
    const chosen = await predictor.choose('late');
    expect((await predictor.predict(chosen, read(0))).fallback).toBeUndefined();
    failing.set(2, new Error('gone'));
    const before = await predictor.predict(chosen, read(0));
    const alone = await plain.predict(await resolver.resolve('late@1'), read(0));
    expect([before.fallback, before.by.version.version]).toEqual(['previous', 1]);
    expect(before.parts[0].predictions).toEqual(alone.parts[0].predictions);
    failing.set(1, new Error('gone, too'));
    const logged = events.length;
    const ruled = await predictor.predict(chosen, read(0));
    expect([ruled.fallback, ruled.by.version.version, ruled.ids.count]).toEqual(['rule', 2, 1]);
    expect(answersOf(ruled.parts[0].predictions, chosen.served.model.signature.target)).toMatchObject({
      predictions: ['FALSE'],
      probabilities: [{ FALSE: 0.75, TRUE: 0.25 }],
    });
    expect(events).toHaveLength(logged);
    expect(counted).toEqual(['late previous', 'late rule']);
    await expect(predictor.predict(chosen, read(0), { coverage: 0.9 })).rejects.toThrow('gone');
  }));

it('errors of clients, want of room and versions asked for by number are not answered by others', () =>
  withChain(async ({ predictor, failing, counted }) => {
    const pinned = await predictor.choose('late@2');
    failing.set(2, new Error('gone'));
    await expect(predictor.predict(pinned, read(0))).rejects.toThrow('gone');
    const chosen = await predictor.choose('late');
    const invalid = { row: 0, column: 'city', problem: 'is odd', expected: 'a text' };
    const overloaded = { model: 'late', problem: 'many' };
    for (const error of [
      new ModelwrightError('ROW_INVALID', invalid),
      new ModelwrightError('OVERLOADED', overloaded),
      new ModelwrightError('DEADLINE_EXCEEDED', { limitMs: 1 }),
    ]) {
      failing.set(2, error);
      await expect(predictor.predict(chosen, read(0), { deadline: { untilMs: 0, limitMs: 1 } })).rejects.toBe(error);
    }
    expect([counted, predictor.circuits()]).toEqual([[], [{ model: 'late', version: 2, state: 'closed' }]]);
  }));

it('a version that keeps failing is asked no more for a while', () =>
  withChain(
    async ({ predictor, failing, asked }) => {
      const chosen = await predictor.choose('late');
      failing.set(2, new Error('gone'));
      for (let i = 0; i < 4; i++) await predictor.predict(chosen, read(i));
      expect(asked).toEqual([2, 1, 2, 1, 1, 1]);
      expect(predictor.circuits()).toContainEqual({ model: 'late', version: 2, state: 'open' });
      failing.set(1, new Error('gone, too'));
      for (let i = 0; i < 4; i++) await predictor.predict(chosen, read(0)).catch(() => {});
      failing.clear();
      await expect(predictor.predict(chosen, read(0))).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
    },
    { failures: 2, restMs: 600_000 },
  ));

it('remembered answers are those of the same artifact, with ids and events of their own', () =>
  withChain(async ({ caching, resolver, remembered, events }) => {
    const [one, two] = [await resolver.resolve('late@1'), await resolver.resolve('late@2')];
    const first = await caching.predict(one, read(0));
    const again = await caching.predict(one, read(0));
    expect(again.parts).toEqual(first.parts);
    expect(again.ids).not.toEqual(first.ids);
    expect(events.map(({ predictionId }) => predictionId)).toEqual([...idsOf(first.ids), ...idsOf(again.ids)]);
    const other = await caching.predict(two, read(0));
    expect(other.parts[0].predictions).not.toEqual(first.parts[0].predictions);
    await caching.predict(one, read(1));
    expect(remembered.figures()).toMatchObject([{ model: 'late', hit: 1, miss: 3, shared: 0 }]);
  }));

it('requests that ask the same at the same time share one prediction, but not its failure', () =>
  withChain(async ({ resolver, plain, remembered }) => {
    const by = await resolver.resolve('late');
    const { table } = read(0)();
    let runs = 0;
    const slow = async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (runs === 1) throw new Error('the first fails');
      return [...(await plain.predict(by, read(0))).parts];
    };
    const both = await Promise.allSettled([1, 2].map(() => remembered.answer(by, table, {}, slow)));
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    const shared = takeRows(features, [5]);
    const three = await Promise.all([1, 2, 3].map(() => remembered.answer(by, shared, {}, slow)));
    expect([runs, new Set(three.map((parts) => parts[0].predictions)).size]).toEqual([3, 1]);
    expect(remembered.figures()).toMatchObject([{ shared: 2 }]);
  }));
