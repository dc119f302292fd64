import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createDefineByRunStudy } from './define-by-run-study.ts';
import { optimize } from './optimize.ts';
import { medianPruner } from './pruners/percentile-pruner.ts';
import { randomSampler } from './random-sampler.ts';
import type { Objective, RunningTrial } from './running-trial.ts';
import type { StudySpace } from './space.ts';
import { createStudy } from './study.ts';
import { tpeSampler } from './tpe-sampler.ts';

const space: StudySpace = {
  model: { type: 'choice', values: ['line', 'tree'] },
  rate: { type: 'float', low: 1e-4, high: 1, log: true },
  depth: { type: 'int', low: 1, high: 12, when: { model: ['tree'] } },
};

/** The same space, declared while the trial runs. */
function suggested(trial: RunningTrial) {
  const model = trial.suggestCategorical('model', ['line', 'tree']);
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true });
  return { model, rate, depth: model === 'tree' ? trial.suggestInt('depth', 1, 12) : undefined };
}

const lossOf = (rate: number, depth: number | undefined) =>
  Math.abs(rate - 0.01) + (depth === undefined ? 1 : Math.abs(depth - 6) / 6);

const declared: Objective = ({ params }) => lossOf(params['rate'] as number, params['depth'] as number | undefined);
const byRun: Objective = (trial) => {
  const { rate, depth } = suggested(trial);
  return lossOf(rate, depth);
};

/** Answers after a while that differs from trial to trial, so that trials overtake each other. */
const slowly =
  (objective: Objective): Objective =>
  async (trial) => {
    await sleep((trial.number * 7) % 5);
    for (let step = 0; step < 3; step++) {
      trial.report(step, ((trial.number * 13) % 17) + step);
      await sleep((trial.number * 3 + step) % 4);
      if (trial.shouldPrune()) return 'pruned';
    }
    return await objective(trial);
  };

describe('optimize', () => {
  test.each([
    ['declared', declared, () => createStudy({ space, seed: 2, generation: 4, pruner: medianPruner() })],
    ['define-by-run', byRun, () => createDefineByRunStudy({ seed: 2, generation: 4, pruner: medianPruner() })],
  ] as const)('walks through the same trials of a %s study with 1, 2 and 8 workers', async (_, objective, create) => {
    const runs = [];
    for (const workers of [1, 2, 8]) {
      const study = await create();
      const order: number[] = [];
      const onTrial = ({ number }: { number: number }) => order.push(number);
      const result = await optimize(study, slowly(objective), { trials: 40, workers, onTrial });
      expect(result).toEqual({ stoppedBy: 'trials', ended: 40, lastProblem: undefined });
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (__, i) => i));
      runs.push({ trials: study.trials, order });
    }
    expect(runs[1].trials).toEqual(runs[0].trials);
    expect(runs[2].trials).toEqual(runs[0].trials);
    expect(runs[2].order).not.toEqual(runs[0].order);
    expect(new Set(runs[0].trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']));
  });

  test.each([
    ['random', () => randomSampler()],
    ['independent TPE', () => tpeSampler({ startupTrials: 5, multivariate: false })],
  ])('proposes by run what %s proposes for a declared space', async (_, sampler) => {
    const one = await createStudy({ space, sampler: sampler(), seed: 5 });
    const other = await createDefineByRunStudy({ sampler: sampler(), seed: 5 });
    await optimize(one, declared, { trials: 40 });
    await optimize(other, byRun, { trials: 40 });
    expect(other.trials).toEqual(one.trials);
  });

  test('suggests from a declared space what the trial has', async () => {
    const study = await createStudy({ space, seed: 5 });
    await optimize(study, byRun, { trials: 10 });
    const again = await createStudy({ space, seed: 5 });
    await optimize(again, declared, { trials: 10 });
    expect(study.trials).toEqual(again.trials);
    const { lastProblem } = await optimize(study, (trial) => trial.suggestFloat('other', 0, 1), { trials: 11 });
    expect(lastProblem).toMatch(/^other: expected a parameter of the study's space/);
  });

  test('counts the trials that are there already, and goes on', async () => {
    const study = await createStudy({ space });
    expect((await optimize(study, declared, { trials: 5 })).ended).toBe(5);
    expect((await optimize(study, declared, { trials: 8 })).ended).toBe(3);
    expect((await optimize(study, declared, { trials: 8 })).ended).toBe(0);
  });

  test('ends with the grid', async () => {
    const { gridSampler } = await import('./grid-sampler.ts');
    const study = await createStudy({ space: { model: space['model'] }, sampler: gridSampler() });
    expect(await optimize(study, () => 1, { workers: 3 })).toMatchObject({ stoppedBy: 'exhausted', ended: 2 });
  });

  test('keeps failed trials and goes on, also when the answer is no number', async () => {
    const study = await createStudy({ space, sampler: randomSampler() });
    const answers = [Number.NaN, undefined, 'pruned', [1], 3] as unknown as number[];
    const problems: (string | undefined)[] = [];
    const objective: Objective = ({ number }) => {
      if (number === 5) throw new Error('out of luck');
      return answers[number];
    };
    for (let trials = 1; trials <= 6; trials++) {
      problems.push((await optimize(study, objective, { trials })).lastProblem);
    }
    expect(study.trials.map(({ state }) => state)).toEqual([
      'failed',
      'failed',
      'pruned',
      'failed',
      'complete',
      'failed',
    ]);
    expect(problems).toEqual([
      'the objective returned NaN; it is called with a trial, whose parameters are in trial.params',
      'the objective must return a number, it returned undefined',
      undefined,
      'the objective must return a number, it returned a list',
      undefined,
      'out of luck',
    ]);
  });

  test('runs a failed trial again with the same parameters, and keeps the last run', async () => {
    const study = await createDefineByRunStudy({ sampler: randomSampler() });
    const seen: number[] = [];
    const objective: Objective = (trial) => {
      seen.push(trial.suggestFloat('x', 0, 1));
      trial.report(0, seen.length);
      if (seen.length % 3 !== 0) throw new Error('not yet');
      return 1;
    };
    await optimize(study, objective, { trials: 2, retries: 2 });
    expect(seen[0]).toBe(seen[2]);
    expect(seen[3]).toBe(seen[5]);
    expect(study.trials.map(({ state, reports }) => [state, reports])).toEqual([
      ['complete', [{ step: 0, value: 3 }]],
      ['complete', [{ step: 0, value: 6 }]],
    ]);
    await optimize(study, objective, { trials: 3, retries: 1 });
    expect(study.trials[2].state).toBe('failed');
  });

  test('gives up an objective that only fails', async () => {
    const study = await createStudy({ space });
    const objective: Objective = () => {
      throw new Error('no such file');
    };
    await expect(optimize(study, objective, { maxFailures: 3 })).rejects.toThrow(
      'the objective failed 3 times in a row, the last time: no such file',
    );
    expect(study.trials).toHaveLength(3);
  });

  test('stops at a signal and at a time limit, and keeps what was told', async () => {
    const stop = new AbortController();
    const study = await createStudy({ space, sampler: randomSampler() });
    const objective: Objective = async ({ number, signal }) => {
      if (number >= 4) await sleep(60_000, undefined, { signal });
      return number;
    };
    let told = 0;
    const onTrial = () => {
      told += 1;
      if (told === 4) stop.abort();
    };
    const options = { trials: 10, workers: 2, signal: stop.signal, onTrial };
    expect(await optimize(study, objective, options)).toMatchObject({ stoppedBy: 'signal', ended: 4 });
    expect(study.trials.filter(({ state }) => state === 'complete').map(({ value }) => value)).toEqual([0, 1, 2, 3]);
    expect(await optimize(study, objective, options)).toMatchObject({ stoppedBy: 'signal', ended: 0 });
    const never: Objective = () => new Promise(() => {});
    expect(await optimize(study, never, { timeoutMs: 20 })).toMatchObject({ stoppedBy: 'timeout', ended: 0 });
  });

  test('stops when the callback throws', async () => {
    const study = await createStudy({ space });
    const onTrial = ({ number }: { number: number }) => {
      if (number === 2) throw new Error('enough');
    };
    await expect(optimize(study, declared, { onTrial })).rejects.toThrow('enough');
    expect(study.trials).toHaveLength(3);
  });

  test('gives each trial random numbers of its own', async () => {
    const drawn: number[][] = [];
    for (let run = 0; run < 2; run++) {
      const study = await createStudy({ space });
      await optimize(study, ({ rng }) => rng.uniform(), { trials: 3, workers: 1 + run, seed: 4 });
      drawn.push(study.trials.map(({ value }) => value as number));
    }
    expect(drawn[0]).toEqual(drawn[1]);
    expect(new Set(drawn[0]).size).toBe(3);
  });

  test('does not wait for trials that somebody else runs', async () => {
    const study = await createStudy({ space, sampler: tpeSampler({ startupTrials: 1 }) });
    study.ask();
    await expect(optimize(study, declared)).rejects.toThrow('no running trial that somebody else asked for');
  });

  test.each(['trials', 'workers', 'maxFailures', 'retries', 'timeoutMs', 'seed'])(
    'refuses %s out of range',
    async (name) => {
      const study = await createStudy({ space });
      await expect(optimize(study, declared, { [name]: -1 })).rejects.toThrow(`${name}: `);
    },
  );
});

describe('a define-by-run trial', () => {
  const problemOf = async (objective: Objective) =>
    (await optimize(await createDefineByRunStudy(), objective, { trials: 1 })).lastProblem;

  test('has one declaration of a parameter, and one value', async () => {
    expect(
      await problemOf((trial) => {
        const x = trial.suggestFloat('x', 0, 1);
        expect(trial.suggestFloat('x', 0, 1)).toBe(x);
        expect(trial.params).toEqual({ x });
        return trial.suggestFloat('x', 0, 2);
      }),
    ).toMatch(/^x: expected one declaration within a trial/);
  });

  test('refuses what cannot be searched', async () => {
    expect(await problemOf((trial) => trial.suggestInt('n', 3, 1))).toBe('space.n.low: expected low <= high, got 3');
    expect(await problemOf((trial) => trial.suggestFloat('x', 0, 1, { log: true }))).toMatch(/low > 0 with log/);
    expect(await problemOf((trial) => Number(trial.suggestCategorical('c', [])))).toMatch(/at least 1 value/);
  });

  test('keeps to ranges that change from trial to trial', async () => {
    const study = await createDefineByRunStudy({ sampler: tpeSampler({ startupTrials: 3 }) });
    const objective: Objective = (trial) => {
      const high = 1 + (trial.number % 5);
      const step = trial.number % 2 === 0 ? 0.25 : undefined;
      const x = trial.suggestFloat('x', 0, high, { step });
      expect(x >= 0 && x <= high && (step === undefined || Number.isInteger(x * 4))).toBe(true);
      const kind = trial.suggestCategorical('kind', trial.number % 3 === 0 ? ['a', 'b'] : ['b', 'c']);
      return x + (kind === 'b' ? 0 : 1);
    };
    const { lastProblem } = await optimize(study, objective, { trials: 40 });
    expect(lastProblem).toBeUndefined();
    expect(study.best?.value).toBeLessThan(0.2);
  });
});
