import { expect, test } from 'vitest';
import reference from '../../../../tests/reference/train/pruners.json' with { type: 'json' };
import type { Direction } from '../../../math/direction.ts';
import { distributionsReady } from '../../../math/distributions.ts';
import type { Report, Trial } from '../trial.ts';
import { hyperbandPruner } from './hyperband-pruner.ts';
import { patientPruner } from './patient-pruner.ts';
import { medianPruner, percentilePruner } from './percentile-pruner.ts';
import type { Pruner } from './pruner.ts';
import { successiveHalvingPruner } from './successive-halving-pruner.ts';
import { thresholdPruner } from './threshold-pruner.ts';
import { wilcoxonPruner } from './wilcoxon-pruner.ts';

type Case = (typeof reference.cases)[number];

function prunerOf({ pruner, options }: Case): Pruner {
  if (pruner === 'median') return medianPruner(options);
  if (pruner === 'percentile') return percentilePruner(options.percentile as number, options);
  if (pruner === 'threshold') return thresholdPruner(options);
  if (pruner === 'successiveHalving') return successiveHalvingPruner(options);
  if (pruner === 'hyperband') return hyperbandPruner(options);
  if (pruner === 'wilcoxon') return wilcoxonPruner(options);
  const { patience, ...rest } = options as { patience: number; median?: boolean };
  return patientPruner({ patience, ...rest, pruner: rest.median ? medianPruner() : undefined });
}

const steps = (reports: readonly (number | null)[][]): Report[] =>
  reports.map(([step, value]) => ({ step: step as number, value: value ?? Number.NaN }));

test.each(
  reference.cases.map((described, i) => [`${described.pruner} ${i}, ${described.direction}`, described] as const),
)('%s stops the trials that Optuna stops, at the same reports', async (_, described) => {
  await distributionsReady();
  const pruner = prunerOf(described);
  const direction = described.direction as Direction;
  const ended: Trial[] = [];
  const lengths = described.curves.map((curve, number) => {
    const reports = steps(curve);
    const trial = { number, params: {}, state: 'running', reports } as const;
    const lengthsSoFar = reports.map((_, i) => i + 1);
    const seen = (length: number) => ({ ...trial, reports: reports.slice(0, length) });
    const stopped = lengthsSoFar.find((length) => pruner({ trial: seen(length), ended, direction }));
    const value = described.values[number];
    expect(stopped === undefined).toBe(value !== null);
    ended.push(
      value === null ? { ...seen(stopped ?? reports.length), state: 'pruned' } : { ...trial, state: 'complete', value },
    );
    return stopped ?? reports.length;
  });
  expect(lengths).toEqual(described.lengths);
});

const running = (number: number, values: readonly number[]): Trial => ({
  number,
  params: {},
  state: 'running',
  reports: values.map((value, step) => ({ step, value })),
});
const complete = (number: number, values: readonly number[]): Trial => ({
  ...running(number, values),
  state: 'complete',
  value: values[values.length - 1],
});

test('halving takes the length of trials from the first complete one when no resource is given', () => {
  const pruner = successiveHalvingPruner({ reductionFactor: 2 });
  const long = Array.from({ length: 301 }, (_, i) => 1 - i / 1000);
  const worse = long.map((value) => value + 1);
  const decide = (length: number, ended: Trial[]) =>
    pruner({ trial: running(1, worse.slice(0, length)), ended, direction: 'minimize' });
  expect(decide(300, [])).toBe(false);
  // Rungs lie at steps 3, 6, 12 and so on.
  expect([3, 4, 5, 7, 13].map((length) => decide(length, [complete(0, long)]))).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
});

test('hyperband spreads the brackets over neighbouring trials', () => {
  const pruner = hyperbandPruner({ maxResource: 9 });
  const ended = Array.from({ length: 40 }, (_, i) => complete(i, Array(9).fill(0)));
  const firstStop = (number: number) =>
    Array.from({ length: 9 }, (_, i) => i + 1).find((length) =>
      pruner({ trial: running(number, Array(length).fill(1)), ended, direction: 'minimize' }),
    );
  const stops = Array.from({ length: 12 }, (_, i) => firstStop(40 + i));
  expect(new Set(stops)).toEqual(new Set([2, 4, undefined]));
});

test.each([
  ['percentile', () => percentilePruner(101)],
  ['startupTrials', () => medianPruner({ startupTrials: -1 })],
  ['minTrials', () => medianPruner({ minTrials: 0 })],
  ['warmupSteps', () => medianPruner({ warmupSteps: 0.5 })],
  ['intervalSteps', () => thresholdPruner({ intervalSteps: 0 })],
  ['lower', () => thresholdPruner({ lower: 2, upper: 1 })],
  ['patience', () => patientPruner({ patience: -1 })],
  ['minDelta', () => patientPruner({ patience: 1, minDelta: Number.NaN })],
  ['minResource', () => successiveHalvingPruner({ minResource: 0 })],
  ['reductionFactor', () => hyperbandPruner({ reductionFactor: 1 })],
  ['maxResource', () => hyperbandPruner({ minResource: 5, maxResource: 4 })],
  ['pThreshold', () => wilcoxonPruner({ pThreshold: 2 })],
])('refuses %s out of range', (name, make) => {
  expect(make).toThrow(name);
});
