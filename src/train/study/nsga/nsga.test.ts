/** NSGA-II: its operators, the front that it finds, constraints and conditions. */
import { expect, test } from 'vitest';
import { createRng } from '../../../math/philox.ts';
import { mean } from '../../../math/reduce.ts';
import { hypervolume } from '../hypervolume.ts';
import { nsgaSampler } from '../nsga-sampler.ts';
import { randomSampler } from '../random-sampler.ts';
import type { Sampler } from '../sampler.ts';
import type { StudySpace } from '../space.ts';
import { createStudy } from '../study.ts';
import type { Trial } from '../trial.ts';
import { polynomialMutation, simulatedBinaryCrossover } from './variation.ts';

test('crossover keeps the mean of its parents and stays nearer to them for a larger eta', () => {
  const children = (eta: number) => {
    const rng = createRng(eta);
    return Array.from({ length: 4000 }, () => simulatedBinaryCrossover(0.4, 0.6, eta, rng));
  };
  const off = (xs: number[]) => mean(xs.map((x) => Math.min(Math.abs(x - 0.4), Math.abs(x - 0.6))));
  const [near, far] = [children(20), children(2)];
  expect(mean(near)).toBeCloseTo(0.5, 2);
  expect(mean(far)).toBeCloseTo(0.5, 1);
  expect(off(near)).toBeLessThan(off(far) / 2);
  expect(Math.min(...far)).toBeGreaterThanOrEqual(0);
});

test('a mutation stays in the range, to both sides, and is small for a large eta', () => {
  const rng = createRng(1);
  for (const x of [0, 0.2, 1]) {
    const moved = Array.from({ length: 4000 }, () => polynomialMutation(x, 20, rng));
    expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...moved)).toBeLessThanOrEqual(1);
    expect(mean(moved.map((y) => Math.abs(y - x)))).toBeLessThan(0.06);
    if (x === 0.2) expect(Math.abs(moved.filter((y) => y < x).length - 2000)).toBeLessThan(200);
  }
});

/** ZDT1 of Zitzler, Deb and Thiele (2000); its front is f2 = 1 - sqrt(f1). */
function zdt1({ params }: Trial): [number, number] {
  const [first, ...rest] = Object.values(params) as number[];
  const g = 1 + 9 * mean(rest);
  return [first, g * (1 - Math.sqrt(first / g))];
}

async function volumeAfter(sampler: Sampler, trials: number): Promise<number> {
  const space: StudySpace = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`x${i}`, { type: 'float', low: 0, high: 1 }]),
  );
  const study = await createStudy({ space, sampler, directions: ['minimize', 'minimize'], seed: 1, generation: 4 });
  for (let n = 0; n < trials; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, zdt1(trial));
  }
  return hypervolume(
    study.bestTrials.map((trial) => trial.values ?? []),
    [1.1, 1.1],
  );
}

test.each(['sbx', 'uniform'] as const)('comes near the front of ZDT1 (crossover: %s)', async (crossover) => {
  // The whole front has 0.87.
  expect(await volumeAfter(nsgaSampler({ crossover, population: 20 }), 1000)).toBeGreaterThan(0.78);
  expect(await volumeAfter(randomSampler(), 1000)).toBeLessThan(0.4);
});

test('keeps within constraints, and to the conditions of a space', async () => {
  const space: StudySpace = {
    kind: { type: 'choice', values: ['a', 'b'] },
    x: { type: 'float', low: 0, high: 4, when: { kind: ['a'] } },
    n: { type: 'int', low: 1, high: 100, log: true },
  };
  const study = await createStudy({
    space,
    sampler: nsgaSampler({ population: 12 }),
    directions: ['minimize', 'maximize'],
    constraints: 1,
  });
  for (let i = 0; i < 300; i++) {
    const trial = study.ask() as Trial;
    const { kind, x, n } = trial.params as { kind: string; x?: number; n: number };
    expect(x === undefined).toBe(kind === 'b');
    study.tell(trial, i % 9 === 8 ? [Number.NaN, 0] : [x ?? 3, n], [n - 40]);
  }
  const late = study.trials.slice(200);
  expect(late.filter((trial) => (trial.params.n as number) <= 40).length).toBeGreaterThan(60);
  expect(study.bestTrials.some((trial) => (trial.values?.[0] ?? 9) < 0.2 && trial.params.n === 40)).toBe(true);
});

test('works with one objective, and refuses options out of range', async () => {
  const space: StudySpace = { x: { type: 'float', low: -5, high: 5 }, y: { type: 'float', low: -5, high: 5 } };
  const study = await createStudy({ space, sampler: nsgaSampler({ population: 10 }) });
  for (let n = 0; n < 250; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, (trial.params.x as number) ** 2 + ((trial.params.y as number) - 2) ** 2);
  }
  expect(study.best?.value).toBeLessThan(0.05);
  expect(() => nsgaSampler({ population: 1 })).toThrow('population');
  expect(() => nsgaSampler({ mutationProbability: 2 })).toThrow('mutationProbability');
  expect(() => nsgaSampler({ mutationEta: Number.NaN })).toThrow('mutationEta');
});
