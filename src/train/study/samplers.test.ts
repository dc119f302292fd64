import { beforeAll, expect, test } from 'vitest';
import { testFunctions } from '../../../bench/data/test-functions.mjs';
import { distributionsReady } from '../../math/distributions.ts';
import { median } from '../../math/quantile.ts';
import { gridSampler } from './grid-sampler.ts';
import { haltonSampler } from './halton-sampler.ts';
import { randomSampler } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import { sobolSampler } from './sobol-sampler.ts';
import type { ParameterValues, StudySpace } from './space.ts';
import { createStudy } from './study.ts';
import { tpeSampler } from './tpe-sampler.ts';
import type { Trial } from './trial.ts';

beforeAll(distributionsReady);

async function proposals(space: StudySpace, sampler: Sampler, count: number): Promise<ParameterValues[]> {
  const study = await createStudy({ space, sampler, seed: 2 });
  const asked = Array.from({ length: count }, () => study.ask());
  return asked.filter((trial) => trial !== undefined).map((trial) => trial.params);
}

test('a grid has every combination once, and those of a condition only where it holds', async () => {
  const space: StudySpace = {
    kind: { type: 'choice', values: ['line', 'tree'] },
    depth: { type: 'int', low: 1, high: 3, when: { kind: ['tree'] } },
    rate: { type: 'float', low: 0.01, high: 1, log: true },
  };
  const grid = await proposals(space, gridSampler({ points: 3 }), 100);
  expect(grid.length).toBe(12);
  expect(new Set(grid.map((params) => JSON.stringify(params))).size).toBe(12);
  expect(grid.slice(0, 3).map((params) => params.rate)).toEqual([0.01, expect.closeTo(0.1, 12), 1]);
  expect(grid.filter((params) => params.kind === 'line').every((params) => !('depth' in params))).toBe(true);
});

test('a grid ends the study, and a huge one is refused', async () => {
  const small = await createStudy({ space: { x: { type: 'choice', values: [1, 2] } }, sampler: gridSampler() });
  expect([small.ask(), small.ask(), small.ask()].map((trial) => trial?.params.x)).toEqual([1, 2, undefined]);
  expect(small.exhausted).toBe(true);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x${i}`, { type: 'float', low: 0, high: 1 }]));
  const large = await createStudy({ space: many as StudySpace, sampler: gridSampler() });
  expect(() => large.ask()).toThrow('at most 1000000 combinations');
});

test('Halton points fall into every cell of an even partition in each base', async () => {
  const space: StudySpace = { a: { type: 'float', low: 0, high: 1 }, b: { type: 'float', low: 0, high: 1 } };
  const points = await proposals(space, haltonSampler(), 72);
  // 2^3 by 3^2 cells: each block of 72 points has one in each of them.
  const cells = points.map(({ a, b }) => 9 * Math.floor(8 * (a as number)) + Math.floor(9 * (b as number)));
  expect(new Set(cells).size).toBe(72);
});

test('scrambled Sobol points fall once into every cell of an even partition, in each pair of parameters', async () => {
  const space: StudySpace = Object.fromEntries(
    'abcde'.split('').map((name) => [name, { type: 'float', low: 0, high: 1 }]),
  );
  const points = await proposals(space, sobolSampler(), 256);
  for (const name of Object.keys(space)) {
    expect(new Set(points.map((params) => Math.floor(256 * (params[name] as number)))).size).toBe(256);
  }
  const cells = points.map(({ a, b }) => 16 * Math.floor(16 * (a as number)) + Math.floor(16 * (b as number)));
  expect(new Set(cells).size).toBe(256);
  const plain = await proposals(space, sobolSampler({ scramble: false }), 3);
  expect(plain.map(({ a, c }) => [a, c])).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.75, 0.25],
  ]);
  const wide = Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`x${i}`, { type: 'float', low: 0, high: 1 }]));
  await expect(proposals(wide as StudySpace, sobolSampler(), 1)).rejects.toThrow('at most 128 parameters');
});

async function bestOf(name: string, sampler: Sampler, seed: number, trials: number): Promise<number> {
  const { bounds, value } = testFunctions[name];
  const space = Object.fromEntries(bounds.map(([low, high], i) => [`x${i}`, { type: 'float' as const, low, high }]));
  const study = await createStudy({ space, sampler, seed });
  for (let n = 0; n < trials; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, value(Object.values(trial.params) as number[]));
  }
  return study.best?.value as number;
}

test.each(Object.keys(testFunctions))('TPE beats random draws on %s', async (name) => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const tpe = await Promise.all(seeds.map((seed) => bestOf(name, tpeSampler(), seed, 60)));
  const random = await Promise.all(seeds.map((seed) => bestOf(name, randomSampler(), seed, 60)));
  expect(median(tpe)).toBeLessThan(median(random));
  // A sign test: 15 of 20 or more have a chance of 2 percent if the samplers are equal.
  expect(seeds.filter((seed) => tpe[seed] < random[seed]).length).toBeGreaterThanOrEqual(15);
});

test.each([true, false])(
  'TPE finds the good branch of a conditional space (multivariate: %s)',
  async (multivariate) => {
    const space: StudySpace = {
      kind: { type: 'choice', values: ['a', 'b', 'c', 'd'] },
      x: { type: 'float', low: -10, high: 10, when: { kind: ['c'] } },
      n: { type: 'int', low: 0, high: 50, when: { kind: ['a', 'b'] } },
    };
    const study = await createStudy({ space, sampler: tpeSampler({ multivariate }), direction: 'maximize' });
    for (let i = 0; i < 120; i++) {
      const trial = study.ask() as Trial;
      const { kind, x } = trial.params;
      expect('x' in trial.params).toBe(kind === 'c');
      expect('n' in trial.params).toBe(kind === 'a' || kind === 'b');
      study.tell(trial, kind === 'c' ? 2 - Math.abs((x as number) - 3) / 10 : 0);
    }
    expect(study.best?.params.kind).toBe('c');
    expect(study.best?.value).toBeGreaterThan(1.95);
    expect(study.trials.slice(60).filter((trial) => trial.params.kind === 'c').length).toBeGreaterThan(30);
  },
);

test('TPE learns from pruned trials and leaves failed ones out', async () => {
  const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };
  const study = await createStudy({ space, seed: 1 });
  for (let i = 0; i < 80; i++) {
    const trial = study.ask() as Trial;
    const x = trial.params.x as number;
    study.report(trial, 1, x);
    if (x > 0.3) study.tellPruned(trial);
    else study.tell(trial, i % 5 === 0 ? Number.NaN : x);
  }
  const late = study.trials.slice(50).map((trial) => trial.params.x as number);
  expect(median(late)).toBeLessThan(0.2);
});

test('refuses options of samplers out of range', () => {
  expect(() => tpeSampler({ startupTrials: 0 })).toThrow('startupTrials');
  expect(() => tpeSampler({ candidates: 1.5 })).toThrow('candidates');
  expect(() => gridSampler({ points: 0 })).toThrow('points');
});
