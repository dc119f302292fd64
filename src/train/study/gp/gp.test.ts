/** Gaussian processes against scikit-learn, the acquisition against its definition, and searches. */
import { beforeAll, expect, test } from 'vitest';
import reference from '../../../../tests/reference/train/gp.json' with { type: 'json' };
import { distributionsReady, normalCdf } from '../../../math/distributions.ts';
import { log } from '../../../math/log.ts';
import { gpSampler } from '../gp-sampler.ts';
import type { StudySpace } from '../space.ts';
import { createStudy } from '../study.ts';
import type { Trial } from '../trial.ts';
import {
  logExpectedImprovement,
  logExpectedImprovementSlope,
  logFeasibility,
  logFeasibilitySlope,
} from './acquisition.ts';
import { climb } from './climb.ts';
import { featuresOf } from './features.ts';
import { learnParameters } from './learn-parameters.ts';
import { fitProcess, type GaussianProcess, likelihoodGradient } from './process.ts';

beforeAll(distributionsReady);

test.each(reference.cases.map((described) => [described.rows.length, described.scales.length, described] as const))(
  'from %i rows in %i dimensions, likelihood, gradient and predictions are those of scikit-learn',
  (_, d, described) => {
    const data = {
      rows: described.rows.map((row) => Float64Array.from(row)),
      owners: Int32Array.from({ length: d }, (_, c) => c),
      values: Float64Array.from(described.values),
    };
    const parameters = {
      logPrecisions: Float64Array.from(described.scales, (scale) => -2 * log(scale)),
      logVariance: log(described.variance),
      logNoise: log(described.noise),
    };
    const process = fitProcess(data, parameters) as GaussianProcess;
    expect(process.logLikelihood).toBeCloseTo(described.likelihood, 8);
    const gradient = likelihoodGradient(data, parameters, process);
    const [variance, ...rest] = described.gradient;
    expect(gradient[d]).toBeCloseTo(variance, 7);
    expect(gradient[d + 1]).toBeCloseTo(rest[d], 7);
    // A log precision is minus twice a log length scale.
    for (let c = 0; c < d; c++) expect(-2 * gradient[c]).toBeCloseTo(rest[c], 7);
    described.asked.forEach((row, i) => {
      const { mean, deviation } = process.predict(Float64Array.from(row));
      expect(mean).toBeCloseTo(described.mean[i], 8);
      expect(deviation).toBeCloseTo(described.deviation[i], 7);
    });
  },
);

test('slopes of predictions are those of differences', () => {
  for (const described of reference.cases) {
    const data = {
      rows: described.rows.map((row) => Float64Array.from(row)),
      owners: Int32Array.from(described.scales, (_, c) => c),
      values: Float64Array.from(described.values),
    };
    const process = fitProcess(data, {
      logPrecisions: Float64Array.from(described.scales, (scale) => -2 * log(scale)),
      logVariance: log(described.variance),
      logNoise: log(described.noise),
    }) as GaussianProcess;
    for (const asked of described.asked.slice(0, 3)) {
      const at = process.predictSlope(Float64Array.from(asked));
      expect(at.mean).toBeCloseTo(process.predict(Float64Array.from(asked)).mean, 10);
      expect(at.deviation).toBeCloseTo(process.predict(Float64Array.from(asked)).deviation, 8);
      const h = 1e-5;
      asked.forEach((_, c) => {
        const [below, above] = [-h, h].map((step) =>
          process.predict(Float64Array.from(asked, (x, i) => (i === c ? x + step : x))),
        );
        expect(at.meanSlope[c]).toBeCloseTo((above.mean - below.mean) / (2 * h), 4);
        expect(at.deviationSlope[c]).toBeCloseTo((above.deviation - below.deviation) / (2 * h), 4);
      });
    }
  }
});

test('slopes of the acquisition are those of differences, near and far from the best', () => {
  const h = 1e-6;
  for (const [mean, deviation, best] of [
    [0, 1, 0],
    [2, 0.5, 1],
    [-1, 2, 3],
    [5, 1, 0],
    [30, 1, 0],
    [400, 2, 0],
  ]) {
    for (const [value, slope] of [
      [logExpectedImprovement, logExpectedImprovementSlope],
      [
        (m: number, s: number, b: number) => logFeasibility(m - b, s),
        (m: number, s: number, b: number) => logFeasibilitySlope(m - b, s),
      ],
    ] as const) {
      const { byMean, byDeviation } = slope(mean, deviation, best);
      const differenceOf = (m: number, s: number) =>
        (value(mean + m, deviation + s, best) - value(mean - m, deviation - s, best)) / (2 * h);
      // Relative where slopes are steep.
      expect(byMean / differenceOf(h, 0)).toBeCloseTo(1, 4);
      const bySpread = differenceOf(0, h);
      expect((byDeviation - bySpread) / (1 + Math.abs(bySpread))).toBeCloseTo(0, 4);
    }
  }
});

test('climbs to the top along the gradient, and over values that are not continuous', () => {
  const mixed: StudySpace = {
    x: { type: 'float', low: -5, high: 10 },
    n: { type: 'int', low: 1, high: 9 },
    kind: { type: 'choice', values: ['a', 'b'] },
    many: { type: 'int', low: 0, high: 1000 },
  };
  const features = featuresOf(mixed);
  const top = features.encode({ x: 2.5, n: 7, kind: 'b', many: 333 });
  const acquisition = {
    valueAt: (row: Float64Array) => -row.reduce((sum, place, c) => sum + (place - top[c]) ** 2, 0),
    slopeAt(row: Float64Array) {
      return { value: this.valueAt(row), gradient: row.map((place, c) => -2 * (place - top[c])) };
    },
    lengthScales: Float64Array.of(0.3, 0.5, 1, 1, 0.2),
  };
  const params = { x: -4, n: 1, kind: 'a', many: 900 };
  const climbed = climb(
    { space: mixed, features, acquisition },
    { params, score: acquisition.valueAt(features.encode(params)) },
  );
  expect(climbed.params).toMatchObject({ n: 7, kind: 'b', many: 333 });
  expect(climbed.params.x).toBeCloseTo(2.5, 2);
});

test('a matrix that cannot be factored gives no process', () => {
  const data = {
    rows: [Float64Array.of(0.5), Float64Array.of(0.5)],
    owners: Int32Array.of(0),
    values: Float64Array.of(1, 2),
  };
  expect(fitProcess(data, { logPrecisions: Float64Array.of(0), logVariance: 0, logNoise: -60 })).toBeUndefined();
});

test('learned length scales tell what matters', () => {
  const rows = Array.from({ length: 30 }, (_, i) => Float64Array.of((i * 0.618) % 1, (i * 0.414) % 1));
  const values = Float64Array.from(rows, ([x]) => Math.sin(9 * x));
  const { logPrecisions, logNoise } = learnParameters({ rows, owners: Int32Array.of(0, 1), values }, 2);
  expect(logPrecisions[0]).toBeGreaterThan(logPrecisions[1] + 3);
  expect(logNoise).toBeLessThan(-6);
});

test('the expected improvement is that of its definition, also where it is tiny', () => {
  const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  for (const [mean, deviation, best] of [
    [0, 1, 0],
    [2, 0.5, 1],
    [-1, 2, 3],
    [5, 1, 0],
  ]) {
    const z = (best - mean) / deviation;
    const improvement = (best - mean) * normalCdf(z) + deviation * density(z);
    expect(logExpectedImprovement(mean, deviation, best)).toBeCloseTo(log(improvement), 6);
  }
  // Asymptotically -z² / 2 - log(sqrt(2 pi)) - 2 log|z|; both branches meet.
  const at = (z: number) => logExpectedImprovement(0, 1, z);
  expect(at(-100)).toBeCloseTo(-5000 - 0.9189385 - 2 * log(100), 3);
  expect(at(-25.0001) - at(-24.9999)).toBeCloseTo(-0.0002 * 25, 2);
  expect(logFeasibility(-1, 1)).toBeCloseTo(log(normalCdf(1)), 12);
  expect(logFeasibility(30, 1)).toBeCloseTo(-454.3, 0);
});

const space: StudySpace = {
  x: { type: 'float', low: -5, high: 10 },
  n: { type: 'int', low: 1, high: 50, log: true },
  kind: { type: 'choice', values: ['a', 'b', 'c'] },
  y: { type: 'float', low: 0, high: 1, when: { kind: ['b', 'c'] } },
};

function objective({ params }: Trial): number {
  const { x, n, kind, y = 0 } = params as { x: number; n: number; kind: string; y?: number };
  return ((x - 2) / 5) ** 2 + Math.abs(log(n / 12)) / 3 + (kind === 'b' ? (y - 0.3) ** 2 : 0.5);
}

test('finds the minimum of a mixed and conditional space in few trials', async () => {
  const study = await createStudy({ space, sampler: gpSampler(), seed: 2 });
  for (let n = 0; n < 45; n++) {
    const trial = study.ask() as Trial;
    study.tell(trial, n % 9 === 8 ? Number.NaN : objective(trial));
  }
  expect(study.best?.params.kind).toBe('b');
  expect(study.best?.value).toBeLessThan(0.03);
});

test('keeps within constraints, and proposes apart within a generation', async () => {
  const square: StudySpace = { x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: 0, high: 1 } };
  const study = await createStudy({ space: square, sampler: gpSampler(), constraints: 1, generation: 3 });
  for (let n = 0; n < 34; n++) {
    const trial = study.ask() as Trial;
    const { x, y } = trial.params as { x: number; y: number };
    study.tell(trial, x + y, [0.25 - x * y]);
  }
  // The constrained minimum is 1, at x = y = 0.5.
  expect(study.best?.value).toBeGreaterThanOrEqual(1);
  expect(study.best?.value).toBeLessThan(1.05);
  const open = await createStudy({ space: square, sampler: gpSampler(), generation: 3 });
  for (let n = 0; n < 10; n++) {
    const trial = open.ask() as Trial;
    const { x, y } = trial.params as { x: number; y: number };
    open.tell(trial, (x - 0.5) ** 2 + (y - 0.5) ** 2);
  }
  const together = [open.ask(), open.ask(), open.ask()].map((trial) => trial?.params.x as number);
  expect(new Set(together).size).toBe(3);
});

test('refuses options out of range, and several objectives', async () => {
  expect(() => gpSampler({ startupTrials: 1 })).toThrow('startupTrials');
  await expect(createStudy({ space, sampler: gpSampler(), directions: ['minimize', 'minimize'] })).rejects.toThrow(
    '1 direction',
  );
});
