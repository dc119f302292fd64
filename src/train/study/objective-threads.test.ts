import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MethodSpec } from './checked-options.ts';
import { createDefineByRunStudy } from './define-by-run-study.ts';
import { samplerNames } from './method-names.ts';
import { samplerOf } from './named-samplers.ts';
import { type ObjectiveThreads, openObjective } from './objective-threads.ts';
import { optimize } from './optimize.ts';
import { medianPruner } from './pruners/percentile-pruner.ts';
import { randomSampler } from './random-sampler.ts';
import type { Objective } from './running-trial.ts';
import type { StudySpace } from './space.ts';
import { createStudy } from './study.ts';
import type { Trial } from './trial.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'objectives-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const body = `
  const x = trial.suggestFloat('x', -5, 5);
  const n = x > 0 ? trial.suggestInt('n', 1, 10) : 20;
  for (let step = 0; step < 3; step++) {
    trial.report(step, x * x + step);
    if (trial.shouldPrune()) return 'pruned';
  }
  return x * x + n + trial.rng.uniform();`;
const inPlace = new Function('trial', body) as Objective;

describe('an objective in threads', () => {
  test('walks through the trials of one in place, with 1, 2 and 8 threads, also when threads are slow', async () => {
    const module = written(
      'slow.ts',
      `export const objective = async (trial: any): Promise<number | 'pruned'> => {
         await new Promise((resolve) => setTimeout(resolve, (trial.number * 7) % 5));${body}
       };`,
    );
    const create = () => createDefineByRunStudy({ generation: 8, pruner: medianPruner(), seed: 1 });
    const expected = await create();
    await optimize(expected, inPlace, { trials: 24 });
    expect(new Set(expected.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']));
    for (const threads of [1, 2, 8]) {
      const objective = await openObjective(module, { threads });
      const study = await create();
      await optimize(study, objective, { trials: 24 });
      await objective.close();
      expect(study.trials).toEqual(expected.trials);
    }
  }, 30_000);

  test('gives every sampler the same trials with 1, 2 and 8 threads', async () => {
    const module = written(
      'mixed.ts',
      `interface Asked {
         readonly number: number;
         readonly params: { readonly kind: string; readonly rate: number; readonly depth?: number };
         readonly rng: { uniform(): number };
       }
       export const objective = async (trial: Asked): Promise<number> => {
         await new Promise((resolve) => setTimeout(resolve, (trial.number * 7) % 5));
         const { kind, rate, depth = 3 } = trial.params;
         return (kind === 'tree' ? 0 : 1) + Math.abs(rate - 0.3) + depth / 12 + trial.rng.uniform() / 9;
       };`,
    );
    const space: StudySpace = {
      kind: { type: 'choice', values: ['line', 'tree'] },
      rate: { type: 'float', low: 1e-3, high: 1, log: true },
      depth: { type: 'int', low: 1, high: 12, when: { kind: ['tree'] } },
    };
    const startupTrials = 4;
    const methods: Readonly<Record<(typeof samplerNames)[number], MethodSpec>> = {
      tpe: { name: 'tpe', startupTrials },
      cma_es: { name: 'cma_es', startupTrials },
      nsga: { name: 'nsga', population: 8 },
      gp: { name: 'gp', startupTrials },
      random: { name: 'random' },
      sobol: { name: 'sobol' },
      halton: { name: 'halton' },
      grid: { name: 'grid' },
    };
    const trialsOf = async (name: (typeof samplerNames)[number], objective: ObjectiveThreads) => {
      const study = await createStudy({ space, sampler: samplerOf(methods[name]), seed: 2, generation: 8 });
      await optimize(study, objective, { trials: 20 });
      return study.trials;
    };
    const expected = new Map<string, readonly Trial[]>();
    for (const threads of [1, 2, 8]) {
      const objective = await openObjective(module, { threads });
      for (const name of samplerNames) {
        const trials = await trialsOf(name, objective);
        expect(trials.filter(({ state }) => state === 'complete').length).toBe(20);
        expect(trials).toEqual(expected.get(name) ?? trials);
        expected.set(name, trials);
      }
      await objective.close();
    }
    // Different searches: else the same trials would say nothing.
    expect(new Set([...expected.values()].map((trials) => JSON.stringify(trials))).size).toBe(samplerNames.length);
  }, 120_000);

  test('tells what its module says about the search', async () => {
    const module = written(
      'told.mjs',
      `export const space = { x: { type: 'float', low: 0, high: 1 } };
       export const direction = 'maximize';
       export const sampler = { name: 'tpe', startupTrials: 3 };
       export const first = [{ x: 0.5 }];
       export const other = () => 1;
       export function objective() { return 1; }`,
    );
    const { exports, close } = await openObjective(module);
    await close();
    expect(exports).toEqual({
      space: { x: { type: 'float', low: 0, high: 1 } },
      direction: 'maximize',
      sampler: { name: 'tpe', startupTrials: 3 },
      first: [{ x: 0.5 }],
    });
  });

  test.each([
    ['nothing.mjs', undefined, 'there is no such file'],
    ['none.mjs', 'export const space = {};', 'it must export a function "objective"'],
    ['throws.mjs', 'throw new Error("not today"); export {};', 'not today'],
    ['exits.mjs', 'process.exit(3);', 'exit'],
    [
      'turn.mjs',
      'export const direction = "up"; export const objective = () => 1;',
      'export direction: expected one of minimize, maximize',
    ],
    [
      'space.mjs',
      'export const space = { x: { type: "float" } }; export const objective = () => 1;',
      'export space.x.low: expected a number',
    ],
    [
      'kind.mjs',
      'export const space = { x: { type: "flaot" } }; export const objective = () => 1;',
      'export space.x.type: expected one of float, int, choice',
    ],
    [
      'method.mjs',
      'export const pruner = { name: "median", startupTrials: [3] }; export const objective = () => 1;',
      'export pruner.startupTrials: expected a text or a number or true or false',
    ],
    ['function.mjs', 'export const space = { x: () => 1 }; export const objective = () => 1;', 'could not be cloned'],
  ])('is refused: %s', async (name, text, problem) => {
    const path = text === undefined ? join(folder, name) : written(name, text);
    const opening = openObjective(path);
    await expect(opening).rejects.toMatchObject({ code: 'MODULE_INVALID' });
    await expect(opening).rejects.toThrow(problem);
  });

  test('that throws, exits, or answers nonsense fails its trial and no other', async () => {
    const module = written(
      'faulty.mjs',
      `export function objective({ number, suggestFloat, report }) {
         if (number === 0) throw new TypeError('no luck');
         if (number === 1) process.exit(7);
         if (number === 2) return 'high';
         if (number === 3) suggestFloat('x', 2, 1);
         if (number === 4) { report(1, 1); report(1, 1); }
         if (number === 5) throw undefined;
         return number;
       }`,
    );
    const objective = await openObjective(module, { threads: 2 });
    const study = await createDefineByRunStudy({ sampler: randomSampler() });
    const problems: (string | undefined)[] = [];
    for (let trials = 1; trials <= 7; trials++) {
      problems.push((await optimize(study, objective, { trials })).lastProblem);
    }
    await objective.close();
    expect(problems[0]).toBe('no luck');
    expect(problems[1]).toMatch(/^the thread of the objective ended: /);
    expect(problems[2]).toBe('the objective must return a number, it returned string');
    expect(problems[3]).toMatch(/^space.x.low: expected low <= high/);
    expect(problems[4]).toMatch(/^step: expected a whole number > 1/);
    expect(problems[5]).toBe('undefined');
    expect(study.trials.map(({ state }) => state)).toEqual([...Array(6).fill('failed'), 'complete']);
  });

  test('that never ends is ended with the study', async () => {
    const module = written(
      'endless.mjs',
      'export function objective({ number }) { while (number > 1); return number; }',
    );
    const objective = await openObjective(module, { threads: 2 });
    const study = await createStudy({ space: { x: { type: 'float', low: 0, high: 1 } }, sampler: randomSampler() });
    const stop = new AbortController();
    const onTrial = () => {
      if (study.trials.filter(({ state }) => state === 'complete').length === 2) stop.abort();
    };
    const options = { signal: stop.signal, onTrial };
    expect(await optimize(study, objective, options)).toMatchObject({ stoppedBy: 'signal', ended: 2 });
    const limit = { timeoutMs: 100 };
    expect(await optimize(study, objective, limit)).toMatchObject({ stoppedBy: 'timeout', ended: 0 });
    await objective.close();
  });

  test('whose module never loads can be given up', async () => {
    const signal = AbortSignal.timeout(500);
    const module = written('stuck.mjs', 'while (true);');
    await expect(openObjective(module, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
