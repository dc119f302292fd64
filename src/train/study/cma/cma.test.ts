/** CMA-ES against the package cmaes, step by step; the margin of whole numbers; searches. */
import { beforeAll, expect, test } from 'vitest';
import reference from '../../../../tests/reference/train/cma.json' with { type: 'json' };
import { distributionsReady, normalCdf } from '../../../math/distributions.ts';
import { cmaSampler } from '../cma-sampler.ts';
import type { StudySpace } from '../space.ts';
import { createStudy } from '../study.ts';
import type { Trial } from '../trial.ts';
import { deviationOf, learn, pointAt, roundDistribution } from './distribution.ts';
import { withMargin } from './margin.ts';

beforeAll(distributionsReady);

test.each(
  reference.cases.map((described) => [described.dimensions, described.steps[0].points.length, described] as const),
)('in %i dimensions, populations of %i move the distribution as in cmaes', (n, _, { steps }) => {
  let distribution = roundDistribution(new Float64Array(n).fill(reference.mean), reference.sigma);
  for (const { points, mean, sigma, C } of steps) {
    distribution = learn(
      distribution,
      points.map((point) => Float64Array.from(point)),
      false,
    );
    expect(Math.abs(distribution.sigma / sigma - 1)).toBeLessThan(1e-7);
    mean.forEach((m, i) => {
      expect(distribution.mean[i]).toBeCloseTo(m, 7);
    });
    C.forEach((c, i) => {
      expect(distribution.C[i]).toBeCloseTo(c, 6);
    });
    const unit = pointAt(distribution, new Float64Array(n));
    expect(unit).toEqual(distribution.mean);
  }
});

test('a separable distribution learns deviations and no correlations', () => {
  const points = [
    [0.1, 0.2],
    [0.2, 0.4],
    [0.9, 0.5],
    [0.4, 0.9],
    [0.6, 0.7],
    [0.3, 0.1],
  ].map((point) => Float64Array.from(point));
  const { C } = learn(roundDistribution(Float64Array.of(0.5, 0.5), 0.3), points, true);
  expect([C[1], C[2]]).toEqual([0, 0]);
  expect(C[0]).not.toBe(C[3]);
});

test('with a margin, the mean of a whole number leaves its cell often enough, and is left alone when it does', () => {
  const leaving = (mean: number, deviation: number, below: number, above: number) =>
    normalCdf((below - mean) / deviation) + normalCdf((mean - above) / deviation);
  for (const [mean, deviation] of [
    [0.45, 0.001],
    [0.41, 0.02],
    [0.5, 0.01],
  ]) {
    const moved = withMargin(mean, deviation, { below: 0.4, above: 0.6 }, 0.1);
    expect(leaving(moved.mean, deviation * moved.factor, 0.4, 0.6)).toBeGreaterThan(0.0999);
    expect(moved.mean).toBeGreaterThan(0.4);
    expect(moved.mean).toBeLessThan(0.6);
  }
  expect(withMargin(0.5, 1, { below: 0.4, above: 0.6 }, 0.1)).toEqual({ mean: 0.5, factor: 1 });
  const lowest = withMargin(0.05, 0.01, { below: Number.NEGATIVE_INFINITY, above: 0.2 }, 0.1);
  expect(lowest.factor).toBe(1);
  expect(normalCdf((lowest.mean - 0.2) / 0.01)).toBeCloseTo(0.1, 6);
  const free = { below: Number.NEGATIVE_INFINITY, above: Number.POSITIVE_INFINITY };
  expect(withMargin(0.3, 1e-9, free, 0.1)).toEqual({ mean: 0.3, factor: 1 });
  expect(deviationOf(roundDistribution(Float64Array.of(0, 0), 0.2), 1)).toBeCloseTo(0.2, 15);
});

const space: StudySpace = {
  x: { type: 'float', low: -5, high: 5 },
  y: { type: 'float', low: 1e-6, high: 1, log: true },
  n: { type: 'int', low: 0, high: 40 },
  kind: { type: 'choice', values: ['a', 'b', 'c'] },
};

function objective({ params }: Trial): number {
  const { x, y, n, kind } = params as { x: number; y: number; n: number; kind: string };
  return (x - 1) ** 2 + (Math.log10(y) + 3 - x + 1) ** 2 + ((n - 7) / 5) ** 2 + (kind === 'b' ? 0 : 1);
}

test.each([false, true])('finds the minimum of numbers of every kind (separable: %s)', async (separable) => {
  const study = await createStudy({ space, sampler: cmaSampler({ separable, others: 'tpe' }), seed: 4 });
  for (let n = 0; n < 300; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, n % 10 === 9 ? Number.NaN : objective(trial));
  }
  expect(study.best?.params.n).toBe(7);
  expect(study.best?.params.kind).toBe('b');
  expect(study.best?.value).toBeLessThan(0.02);
});

test('begins at the best of the startup trials, goes on from trials that were told before, and learns from failures', async () => {
  const sampler = cmaSampler({ startupTrials: 6 });
  const study = await createStudy({ space, sampler, seed: 1 });
  for (let n = 0; n < 60; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, n > 20 && n < 40 ? Number.NaN : objective(trial));
  }
  // The same trials in a study whose sampler starts to look only now.
  const fresh = cmaSampler({ startupTrials: 6 });
  const late = await createStudy({
    space,
    sampler: {
      ...fresh,
      propose: (proposal) => (proposal.number < 59 ? study.trials[proposal.number].params : fresh.propose(proposal)),
    },
    seed: 1,
  });
  for (let n = 0; n < 60; n++) {
    const trial = late.ask() as Trial;
    expect(trial.params).toEqual(study.trials[n].params);
    late.tell(trial, n > 20 && n < 40 ? Number.NaN : objective(trial));
  }
});

test('keeps within constraints', async () => {
  const study = await createStudy({ space: { x: space.x, n: space.n }, sampler: cmaSampler(), constraints: 1 });
  for (let n = 0; n < 150; n++) {
    const trial = study.ask() as Trial;
    const { x, n: whole } = trial.params as { x: number; n: number };
    study.tell(trial, x + whole, [3 - whole]);
  }
  expect(study.best?.params.n).toBe(3);
  expect(study.best?.params.x).toBeLessThan(-4.5);
});

test('a space without numbers is drawn, and options out of range are refused', async () => {
  const study = await createStudy({ space: { kind: space.kind }, sampler: cmaSampler() });
  for (let n = 0; n < 12; n++) study.tell(study.ask() as Trial, n);
  expect(new Set(study.trials.map((trial) => trial.params.kind)).size).toBe(3);
  expect(() => cmaSampler({ population: 1 })).toThrow('population');
  expect(() => cmaSampler({ sigma: 0 })).toThrow('sigma');
  expect(() => cmaSampler({ startupTrials: -1 })).toThrow('startupTrials');
  await expect(createStudy({ space, sampler: cmaSampler(), directions: ['minimize', 'minimize'] })).rejects.toThrow(
    '1 direction',
  );
});
