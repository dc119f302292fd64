/** Studies with several objectives and with constraints. */
import { expect, test } from 'vitest';
import type { Direction } from '../../math/direction.ts';
import { median } from '../../math/quantile.ts';
import { hypervolume } from './hypervolume.ts';
import { medianPruner } from './pruners/percentile-pruner.ts';
import { randomSampler } from './random-sampler.ts';
import { rankTrials } from './rank-trials.ts';
import type { StudySpace } from './space.ts';
import { createStudy } from './study.ts';
import type { Trial } from './trial.ts';

const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };

async function told(directions: readonly Direction[], values: readonly (readonly number[])[]) {
  const study = await createStudy({ space, sampler: randomSampler(), directions });
  for (const each of values) study.tell(study.ask() as Trial, each);
  return study;
}

test('the Pareto front has what no other trial betters, ties included, in the asked directions', async () => {
  const values = [
    [1, 1],
    [2, 3],
    [3, 3],
    [1, 2],
    [Number.NaN, 9],
    [2, 3],
  ];
  const numbers = async (...directions: Direction[]) =>
    (await told(directions, values)).bestTrials.map((trial) => trial.number);
  expect(await numbers('minimize', 'minimize')).toEqual([0]);
  expect(await numbers('minimize', 'maximize')).toEqual([1, 3, 5]);
  expect(await numbers('maximize', 'maximize')).toEqual([2]);
  const study = await told(['minimize', 'maximize'], values);
  expect(study.trials[4].state).toBe('failed');
  expect(study.trials[1].values).toEqual([2, 3]);
  expect(() => study.best).toThrow('best: expected 1 objective, got 2');
});

test('with one objective the best trials are the best and its ties', async () => {
  const study = await told(['maximize'], [[1], [3], [3], [2]]);
  expect(study.best?.number).toBe(1);
  expect(study.bestTrials.map((trial) => [trial.number, trial.value])).toEqual([
    [1, 3],
    [2, 3],
  ]);
});

test('the best trial is one of the feasible, and there may be none', async () => {
  const study = await createStudy({ space, sampler: randomSampler(), constraints: 2 });
  study.tell(study.ask() as Trial, 1, [0, 0.1]);
  expect(study.best).toBeUndefined();
  study.tell(study.ask() as Trial, 3, [-1, 0]);
  study.tell(study.ask() as Trial, 2, [-1, -5]);
  study.tell(study.ask() as Trial, Number.NaN);
  study.tellPruned(study.ask() as Trial);
  expect(study.best?.number).toBe(2);
  expect(study.bestTrials.map((trial) => trial.number)).toEqual([2]);
  expect(study.trials.map((trial) => trial.constraints?.length)).toEqual([2, 2, 2, undefined, undefined]);
});

test('infeasible trials rank after all others, by their total violation', () => {
  const trial = (number: number, state: Trial['state'], value?: number, constraints?: number[]): Trial => ({
    number,
    params: {},
    state,
    ...(value === undefined ? {} : { value }),
    ...(constraints ? { constraints } : {}),
    reports: [{ step: 1, value: 0 }],
  });
  const trials = [
    trial(0, 'complete', 1, [2, 2]),
    trial(1, 'pruned', undefined, [-1, 0]),
    trial(2, 'pruned'),
    trial(3, 'complete', 9, [-5, 0]),
    trial(4, 'complete', 0, [3, -9]),
    trial(5, 'complete', 5, [0, 0]),
    trial(6, 'failed'),
  ];
  const ranked = rankTrials(trials, { directions: ['minimize'], constraints: 2 });
  expect(ranked.map(({ number }) => number)).toEqual([5, 3, 1, 4, 0, 2]);
});

test('several objectives rank by front, then by loneliness', () => {
  const points = [
    [5, 5],
    [0, 4],
    [2, 1.9],
    [1.9, 2],
    [4, 0],
    [6, 6],
  ];
  const trials = points.map(
    (values, number): Trial => ({
      number,
      params: {},
      state: 'complete',
      values: [values[0], -values[1]],
      reports: [],
    }),
  );
  const ranked = rankTrials(trials, { directions: ['minimize', 'maximize'], constraints: 0 });
  expect(ranked.map(({ number }) => number)).toEqual([1, 4, 2, 3, 0, 5]);
});

test('TPE keeps to the feasible side', async () => {
  const study = await createStudy({
    space: { x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: 0, high: 1 } },
    constraints: 1,
    seed: 3,
  });
  for (let n = 0; n < 80; n++) {
    const trial = study.ask() as Trial;
    const { x, y } = trial.params as { x: number; y: number };
    study.tell(trial, x + y, [0.8 - x]);
  }
  const late = study.trials.slice(40);
  expect(late.filter((trial) => (trial.params.x as number) >= 0.8).length).toBeGreaterThan(20);
  expect(median(late.map((trial) => trial.params.y as number))).toBeLessThan(0.25);
  expect(study.best?.params.x).toBeGreaterThanOrEqual(0.8);
  expect(study.best?.value).toBeLessThan(0.95);
});

test('TPE searches along a front', async () => {
  const study = await createStudy({
    space: { x: { type: 'float', low: -10, high: 10 }, y: { type: 'float', low: -10, high: 10 } },
    directions: ['minimize', 'minimize'],
  });
  for (let n = 0; n < 120; n++) {
    const trial = study.ask() as Trial;
    const { x, y } = trial.params as { x: number; y: number };
    study.tell(trial, [x ** 2 + y ** 2, (x - 2) ** 2 + y ** 2]);
  }
  const xs = study.bestTrials.map((trial) => trial.params.x as number);
  expect(xs.length).toBeGreaterThan(8);
  expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(1);
  expect(study.bestTrials.every((trial) => Math.abs(trial.params.y as number) < 3)).toBe(true);
});

test('the hypervolume turns with the directions', () => {
  const values = [
    [1, 3],
    [2, 1],
    [9, 9],
  ];
  expect(hypervolume(values, [4, 4])).toBe(7);
  expect(
    hypervolume(
      values.map(([a, b]) => [a, -b]),
      [4, -4],
      ['minimize', 'maximize'],
    ),
  ).toBe(7);
  expect(() => hypervolume(values, [4])).toThrow('values: expected 1 objectives');
  expect(() => hypervolume(values, [])).toThrow('reference');
  expect(() => hypervolume([[1, Number.POSITIVE_INFINITY]], [4, 4])).toThrow('finite');
});

test('refuses what does not fit the goal', async () => {
  const several = { space, directions: ['minimize', 'maximize'] } as const;
  await expect(createStudy({ ...several, direction: 'minimize' })).rejects.toThrow('direction or directions');
  await expect(createStudy({ ...several, pruner: medianPruner() })).rejects.toThrow('1 direction with a pruner');
  await expect(createStudy({ space, directions: [] })).rejects.toThrow('directions');
  await expect(createStudy({ space, directions: ['up' as Direction] })).rejects.toThrow('directions');
  await expect(createStudy({ space, constraints: 0.5 })).rejects.toThrow('constraints');
  const oneObjective = { ...randomSampler(), oneObjective: true };
  await expect(createStudy({ ...several, sampler: oneObjective })).rejects.toThrow('1 direction with this sampler');
  const study = await createStudy({ ...several, constraints: 1 });
  const trial = study.ask() as Trial;
  expect(() => study.tell(trial, 1, [0])).toThrow('objectives: expected 2 of them, got 1');
  expect(() => study.tell(trial, [1, 2])).toThrow('constraints: expected 1 of them, got 0');
  expect(() => study.tell(trial, [1, 2], [1, 2])).toThrow('constraints: expected 1 of them, got 2');
  expect(() => study.tell(trial, [1, 2], [Number.NaN])).toThrow('constraints: expected numbers');
  expect(trial.state).toBe('running');
  study.tell(trial, [1, 2], [0]);
  expect(study.bestTrials.length).toBe(1);
});
