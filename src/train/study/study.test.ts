import { expect, test } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { cmaSampler } from './cma-sampler.ts';
import { gpSampler } from './gp-sampler.ts';
import { gridSampler } from './grid-sampler.ts';
import { haltonSampler } from './halton-sampler.ts';
import { nsgaSampler } from './nsga-sampler.ts';
import { randomSampler } from './random-sampler.ts';
import type { Sampler } from './sampler.ts';
import { sobolSampler } from './sobol-sampler.ts';
import type { StudySpace } from './space.ts';
import { createStudy } from './study.ts';
import type { StudyOptions } from './study-options.ts';
import { tpeSampler } from './tpe-sampler.ts';
import type { Trial } from './trial.ts';

const mixed: StudySpace = {
  kind: { type: 'choice', values: ['line', 'tree', 'net'] },
  rate: { type: 'float', low: 1e-4, high: 1, log: true },
  depth: { type: 'int', low: 1, high: 12, when: { kind: ['tree'] } },
  width: { type: 'int', low: 1, high: 512, log: true, when: { kind: ['net'] } },
  share: { type: 'float', low: 0, high: 1, step: 0.05 },
};

function objective({ params }: Trial): number {
  const offset = { line: 1, tree: 0, net: 0.5 }[params.kind as 'line' | 'tree' | 'net'];
  const depth = Math.abs(((params.depth as number | undefined) ?? 4) - 6) / 10;
  return offset + depth + ((params.share as number) - 0.3) ** 2 + Math.abs(Math.log10(params.rate as number) + 2) / 5;
}

/** Runs trials on a number of workers that finish in random order; gives every trial in order of number. */
async function simulate(options: StudyOptions, workers: number, count: number): Promise<readonly Trial[]> {
  const study = await createStudy(options);
  const order = createRng(workers).split('order');
  const running: Trial[] = [];
  for (;;) {
    while (running.length < workers && study.trials.length < count) {
      const trial = study.ask();
      if (!trial) break;
      running.push(trial);
    }
    if (running.length === 0) return study.trials;
    const [trial] = running.splice(order.integer(running.length), 1);
    let pruned = false;
    for (let step = 1; step <= 4 && !pruned; step++) {
      study.report(trial, step, objective(trial) + 1 / step);
      pruned = study.shouldPrune(trial);
    }
    if (pruned) study.tellPruned(trial);
    else study.tell(trial, trial.number % 7 === 6 ? Number.NaN : objective(trial));
  }
}

const samplers: [string, () => Sampler][] = [
  ['random', randomSampler],
  ['grid', () => gridSampler({ points: 3 })],
  ['Halton', haltonSampler],
  ['Sobol', sobolSampler],
  ['TPE', tpeSampler],
  ['GP', () => gpSampler({ startupTrials: 4 })],
  ['NSGA-II', () => nsgaSampler({ population: 9 })],
  ['CMA-ES', () => cmaSampler({ startupTrials: 3, others: 'tpe' })],
];

test.each(samplers)('%s goes through the same trials with 1, 2 and 8 workers', async (_, sampler) => {
  const pruner: StudyOptions['pruner'] = ({ trial, ended }) =>
    trial.reports.length > 1 &&
    ended.some((other) => (other.value as number) < (trial.reports[1].value as number) - 1.4);
  for (const generation of [1, 4, 8]) {
    const options = { space: mixed, seed: 7, generation, pruner };
    const alone = await simulate({ ...options, sampler: sampler() }, 1, 45);
    expect(alone.length).toBe(45);
    expect(await simulate({ ...options, sampler: sampler() }, 2, 45)).toEqual(alone);
    expect(await simulate({ ...options, sampler: sampler() }, 8, 45)).toEqual(alone);
  }
});

test('a seed names the sequence', async () => {
  const paramsOf = async (seed: number) => (await simulate({ space: mixed, seed }, 1, 20)).map((trial) => trial.params);
  expect(await paramsOf(3)).toEqual(await paramsOf(3));
  expect(await paramsOf(3)).not.toEqual(await paramsOf(4));
});

test('nothing is proposed before the generation before has ended', async () => {
  const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };
  const study = await createStudy({ space, sampler: tpeSampler({ startupTrials: 3 }), generation: 2 });
  const start = [study.ask(), study.ask(), study.ask()] as Trial[];
  expect(study.ask()).toBeUndefined();
  expect(study.exhausted).toBe(false);
  for (const trial of start) study.tell(trial, 1);
  const second = [study.ask(), study.ask()] as Trial[];
  study.tell(second[1], 1);
  expect(study.ask()).toBeUndefined();
  study.tell(second[0], 1);
  expect(study.ask()?.number).toBe(5);
});

test('the best trial follows the direction, and ties go to the earlier one', async () => {
  const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };
  for (const [direction, number] of [
    ['minimize', 1],
    ['maximize', 2],
  ] as const) {
    const study = await createStudy({ space, direction, sampler: randomSampler() });
    expect(study.best).toBeUndefined();
    for (const value of [Number.NaN, 1, 3, 1, 3]) study.tell(study.ask() as Trial, value);
    expect(study.best?.number).toBe(number);
    expect(study.trials.map((trial) => trial.state)).toEqual(['failed', ...Array(4).fill('complete')]);
  }
});

test('refuses a second end of a trial, an unknown trial and a step that goes back', async () => {
  const study = await createStudy({ space: { x: { type: 'float', low: 0, high: 1 } } });
  const trial = study.ask() as Trial;
  study.report(trial, 2, 0.5);
  expect(() => study.report(trial, 2, 0.5)).toThrow('step: expected a whole number > 2, got 2');
  expect(() => study.tell({ number: 5 }, 1)).toThrow('trial: expected state = running');
  study.tell(trial, 1);
  expect(() => study.tell(trial, 1)).toThrow('trial: expected state = running, got complete');
});

test('refuses a seed and a generation out of range', async () => {
  const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };
  await expect(createStudy({ space, seed: -1 })).rejects.toThrow('seed');
  await expect(createStudy({ space, generation: 0 })).rejects.toThrow('generation');
});

test('a proposal sees the trials of earlier generations and the proposals before it in its own', async () => {
  const seen: (readonly [number, number[], number[]])[] = [];
  const recording: Sampler = {
    startupTrials: 2,
    propose({ number, ended, pending }) {
      seen.push([number, ended.map((trial) => trial.number), pending.map(({ x }) => x as number)]);
      return { x: number };
    },
  };
  const space: StudySpace = { x: { type: 'int', low: 0, high: 9 } };
  const study = await createStudy({ space, sampler: recording, generation: 3 });
  const { trials } = study;
  for (let round = 0; round < 3; round++) {
    const asked: Trial[] = [];
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) asked.push(trial);
    for (const trial of asked.reverse()) study.tell(trial, 1);
  }
  expect(seen).toEqual([
    [0, [], []],
    [1, [], [0]],
    [2, [0, 1], []],
    [3, [0, 1], [2]],
    [4, [0, 1], [2, 3]],
    [5, [0, 1, 2, 3, 4], []],
    [6, [0, 1, 2, 3, 4], [5]],
    [7, [0, 1, 2, 3, 4], [5, 6]],
  ]);
  expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
