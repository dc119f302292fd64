import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../store/open-store.ts';
import { deleteStudy, getStudy, listStudies, readTrials } from '../../tracking/studies.ts';
import { optimize } from './optimize.ts';
import { randomSampler } from './random-sampler.ts';
import type { Objective } from './running-trial.ts';
import type { StudySpace } from './space.ts';
import { openStudy } from './stored-study.ts';
import type { StoredStudyOptions } from './stored-study-options.ts';
import { createStudy } from './study.ts';
import { tpeSampler } from './tpe-sampler.ts';

let home: string;
let store: Store;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'studies-'));
  store = await openStore(home);
});
afterAll(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

const space: StudySpace = {
  model: { type: 'choice', values: ['line', 'tree'] },
  rate: { type: 'float', low: 1e-4, high: 1, log: true },
  depth: { type: 'int', low: 1, high: 12, when: { model: ['tree'] } },
};
/** Fails now and then, and prunes. */
const objective: Objective = (trial) => {
  const { model, rate, depth } = trial.params as { model: string; rate: number; depth?: number };
  const loss = Math.abs(rate - 0.01) + (model === 'tree' ? Math.abs((depth as number) - 6) / 6 : 1);
  if (rate > 0.5) return Number.NaN;
  for (let epoch = 0; epoch < 3; epoch++) {
    trial.report(epoch, loss + 1 / (epoch + 1));
    if (trial.shouldPrune()) return 'pruned';
  }
  trial.setAttribute('epochs', 3);
  return loss;
};
const search = { space, sampler: { name: 'tpe', startupTrials: 5 }, pruner: 'median', seed: 3, generation: 4 } as const;

async function inMemory(trials: number) {
  const { medianPruner } = await import('./pruners/percentile-pruner.ts');
  const sampler = tpeSampler({ startupTrials: 5 });
  const study = await createStudy({ space, sampler, pruner: medianPruner(), seed: 3, generation: 4 });
  await optimize(study, objective, { trials });
  return study.trials;
}

describe('a stored study', () => {
  test('of several objectives walks through the trials of one in memory, whole or in parts', async () => {
    const several = { space, directions: ['minimize', 'maximize'], seed: 3, generation: 4 } as const;
    const both: Objective = ({ number, params }) => {
      const { rate } = params as { rate: number };
      return number % 7 === 3 ? Number.NaN : [rate, Math.sqrt(rate)];
    };
    const study = await createStudy({ ...several, sampler: tpeSampler({ startupTrials: 5 }) });
    await optimize(study, both, { trials: 30 });
    const stored = { ...several, name: 'several', sampler: { name: 'tpe', startupTrials: 5 } };
    for (const trials of [4, 21, 30]) await optimize(await openStudy(store, stored), both, { trials });
    const again = await openStudy(store, stored);
    expect(again.directions).toEqual(['minimize', 'maximize']);
    expect(again.trials).toEqual(study.trials);
    expect(again.bestTrials).toEqual(study.bestTrials);
    expect(again.bestTrials.length).toBeGreaterThan(5);
    expect(() => again.best).toThrow('objective');
    const trial = again.ask()!;
    await expect(again.tell(trial, 1)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
    await again.tell(trial, [1, Number.NaN]);
    const { studyId } = await getStudy(store, 'several');
    expect((await readTrials(store, studyId)).at(-1)).toMatchObject({ number: 30, state: 'failed', values: null });
    await expect(openStudy(store, { ...stored, directions: ['minimize'] })).rejects.toMatchObject({
      code: 'STUDY_DIFFERS',
    });
  });

  test('walks through the trials of one in memory, whole or in parts', async () => {
    const expected = await inMemory(40);
    expect(new Set(expected.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned', 'failed']));
    await optimize(await openStudy(store, { name: 'whole', ...search }), objective, { trials: 40 });
    for (const trials of [3, 17, 18, 40]) {
      const study = await openStudy(store, { name: 'parts', ...search });
      const { ended } = await optimize(study, objective, { trials });
      expect(study.trials).toHaveLength(trials);
      expect(ended).toBeGreaterThan(0);
    }
    for (const name of ['whole', 'parts']) {
      const study = await openStudy(store, { name, ...search });
      expect(study.trials).toEqual(expected);
      expect((await optimize(study, objective, { trials: 40 })).ended).toBe(0);
    }
  });

  test('hands out again what was running, with the same parameters, and nothing else is lost', async () => {
    const expected = await inMemory(16);
    const killed = await openStudy(store, { name: 'killed', ...search });
    // Trials 0 to 4 need no results; then generations of four.
    const asked = Array.from({ length: 5 }, () => killed.ask());
    for (const trial of asked.slice(2)) await killed.tell(trial!, expected[trial!.number].value ?? 9);
    killed.report(asked[0]!, 0, 5);
    const study = await openStudy(store, { name: 'killed', ...search });
    expect(study.trials.map(({ state }) => state)).toEqual(['running', 'running', 'complete', 'complete', 'complete']);
    expect(study.trials[0]).toEqual({ ...expected[0], state: 'running', reports: [], value: undefined });
    await optimize(study, objective, { trials: 16 });
    expect(study.trials.map(({ params }) => params).slice(0, 5)).toEqual(
      expected.map(({ params }) => params).slice(0, 5),
    );
    expect(study.trials.map(({ number }) => number)).toEqual(expected.map(({ number }) => number));
  });

  test('keeps values, reports, attributes and problems as they are', async () => {
    const study = await openStudy(store, { name: 'kept', space: { x: { type: 'float', low: -1, high: 1 } } });
    const values = [1, Number.POSITIVE_INFINITY, -0, Number.NaN];
    for (const value of values) {
      const trial = study.ask()!;
      study.report(trial, 3, value);
      study.setAttribute(trial, 'note', { nested: ['ä', null] });
      await study.tell(trial, value);
    }
    await study.tellPruned(study.ask()!);
    await study.tellFailed(study.ask()!, 'no luck');
    const { studyId } = await getStudy(store, 'kept');
    const trials = await readTrials(store, studyId);
    expect(trials.map((trial) => [trial.state, trial.values, trial.reports[0]?.value, trial.problem])).toEqual([
      ['complete', [1], 1, null],
      ['complete', [Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY, null],
      ['complete', [-0], -0, null],
      ['failed', null, Number.NaN, 'it was told NaN'],
      ['pruned', null, undefined, null],
      ['failed', null, undefined, 'no luck'],
    ]);
    expect(trials[0].attributes).toEqual({ note: { nested: ['ä', null] } });
    expect(trials.every(({ startedAt, finishedAt }) => startedAt! <= finishedAt!)).toBe(true);
    expect(
      (await openStudy(store, { name: 'kept', space: { x: { type: 'float', low: -1, high: 1 } } })).trials,
    ).toEqual(study.trials);
  });

  test('runs given parameters next, also when the process ends before', async () => {
    const first = await openStudy(store, { name: 'given', ...search, sampler: 'random' });
    expect(await first.enqueue({ model: 'tree', rate: 0.25, depth: 7 })).toBe(0);
    expect(await first.enqueue({ model: 'tree', depth: 2 })).toBe(1);
    const study = await openStudy(store, { name: 'given', ...search, sampler: 'random' });
    await optimize(study, objective, { trials: 3 });
    expect(study.trials[0].params).toEqual({ model: 'tree', rate: 0.25, depth: 7 });
    expect(study.trials[1].params).toMatchObject({ model: 'tree', depth: 2 });
    const free = await createStudy({ ...search, pruner: undefined, sampler: randomSampler() });
    const drawn = [free.ask(), free.ask(), free.ask()];
    expect(study.trials[1].params['rate']).toBe(drawn[1]!.params['rate']);
    expect(study.trials[2].params).toEqual(drawn[2]!.params);
    await expect(study.enqueue({ rate: 2 })).rejects.toThrow('rate: expected an allowed value, got 2');
    await expect(study.enqueue({ speed: 2 })).rejects.toThrow('speed: expected a parameter of the space');
  });

  test('belongs to one process: the second to store a trial is told so', async () => {
    const options: StoredStudyOptions = { name: 'two', space, sampler: 'random' };
    const [one, other] = [await openStudy(store, options), await openStudy(store, options)];
    const [mine, theirs] = [one.ask()!, other.ask()!];
    await one.tell(mine, 1);
    await expect(other.tell(theirs, 2)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    await expect(other.settled()).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    expect((await openStudy(store, options)).best?.value).toBe(1);
    await deleteStudy(store, 'two');
    const next = one.ask()!;
    await expect(one.tell(next, 1)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
  });

  test.each([
    ['seed', { seed: 4 }, 'another seed: 3, now 4'],
    ['sampler', { sampler: 'tpe' }, 'another sampler: {"name":"tpe","startupTrials":5}, now {"name":"tpe"}'],
    ['pruner', { pruner: undefined }, 'another pruner: {"name":"median"}, now null'],
    ['direction', { direction: 'maximize' }, 'another directions: ["minimize"], now ["maximize"]'],
    ['generation', { generation: 1 }, 'another generation: 4, now 1'],
    ['range', { space: { ...space, rate: { type: 'float', low: 0, high: 1 } } }, 'another space.rate: '],
    ['parameter', { space: { ...space, more: { type: 'int', low: 0, high: 1 } } }, 'another space.more: none, now '],
    ['order', { space: { rate: space.rate, model: space.model, depth: space.depth } }, 'another order of parameters: '],
    ['declared space', { space: undefined }, 'another space: declared, now declared by the trials'],
  ] as const)('of one name is refused with another %s', async (_, change, message) => {
    await openStudy(store, { name: 'same', ...search });
    await expect(openStudy(store, { name: 'same', ...search, ...change } as StoredStudyOptions)).rejects.toThrow(
      message,
    );
  });

  test.each([
    ['name', { name: '../x' }, 'name "../x"'],
    [
      'sampler',
      { sampler: 'best' },
      'sampler: expected one of tpe, cma_es, nsga, gp, random, sobol, halton, grid, got best',
    ],
    ['option', { sampler: { name: 'tpe', startup: 3 } }, 'sampler.startup: expected only known options'],
    ['option out of range', { sampler: { name: 'tpe', candidates: 0 } }, 'sampler.candidates'],
    ['pruner', { pruner: { name: 'median', startupTrials: -1 } }, 'startupTrials'],
    [
      'sampler without a space',
      { space: undefined, sampler: 'grid' },
      'sampler: expected one of tpe, random where trials',
    ],
    ['space', { space: {} }, 'space'],
    [
      'number',
      { space: { x: { type: 'choice', values: [Number.POSITIVE_INFINITY] } } },
      'study: expected a JSON document',
    ],
  ] as const)('with a wrong %s is refused and leaves nothing behind', async (_, change, message) => {
    const given = { name: 'wrong', ...search, ...change } as StoredStudyOptions;
    await expect(openStudy(store, given)).rejects.toThrow(message);
    expect((await listStudies(store)).map(({ name }) => name)).not.toContain(given.name);
  });

  test('is listed with its trials by state, and deleted with them', async () => {
    await optimize(await openStudy(store, { name: 'gone', ...search }), objective, { trials: 12 });
    const listed = (await listStudies(store)).find(({ name }) => name === 'gone')!;
    const { complete, pruned, failed, waiting } = listed.trials;
    expect([complete + pruned + failed, waiting]).toEqual([12, 0]);
    expect(await deleteStudy(store, 'gone')).toBe(12);
    await expect(getStudy(store, 'gone')).rejects.toMatchObject({ code: 'STUDY_NOT_FOUND' });
    await expect(deleteStudy(store, 'gone')).rejects.toMatchObject({ code: 'STUDY_NOT_FOUND' });
    expect(await readTrials(store, listed.studyId)).toEqual([]);
  });
});
