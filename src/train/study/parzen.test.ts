import { beforeAll, expect, test } from 'vitest';
import reference from '../../../tests/reference/train/parzen.json' with { type: 'json' };
import { distributionsReady } from '../../math/distributions.ts';
import { exp } from '../../math/exp.ts';
import { createRng } from '../../math/philox.ts';
import { kernelColumn } from './kernels.ts';
import { fitParzen, type Parzen } from './parzen.ts';
import { valueAt } from './scale.ts';
import { chooseEach, type ParameterValues, type StudySpace } from './space.ts';

beforeAll(distributionsReady);

const space: StudySpace = {
  float: { type: 'float', low: -2, high: 5 },
  logFloat: { type: 'float', low: 1e-4, high: 10, log: true },
  stepped: { type: 'float', low: 0, high: 1, step: 0.25 },
  int: { type: 'int', low: 1, high: 20 },
  logInt: { type: 'int', low: 1, high: 300, log: true },
  choice: { type: 'choice', values: ['a', 'b', 'c'] },
};

function parzenOf(parameters: StudySpace, observations: readonly ParameterValues[]): Parzen {
  const columns = new Map(Object.entries(parameters).map(([name, parameter]) => [name, kernelColumn(parameter)]));
  return fitParzen(
    columns,
    observations,
    observations.map((_, i) => i),
  );
}

const named = (row: readonly number[]): ParameterValues =>
  Object.fromEntries(Object.keys(space).map((name, i) => [name, name === 'choice' ? ['a', 'b', 'c'][row[i]] : row[i]]));

test.each(reference.densities.map((d) => [`${d.names.length} from ${d.names[0]}`, d.observed.length, d] as const))(
  'the density of %s parameters after %i trials is that of Optuna',
  (_, __, described) => {
    const parameters = Object.fromEntries(described.names.map((name) => [name, space[name]]));
    const parzen = parzenOf(parameters, described.observed.map(named));
    described.asked.forEach((row, i) => {
      expect(parzen.logDensity(named(row))).toBeCloseTo(described.logDensity[i], 8);
    });
  },
);

test('draws follow the density', () => {
  const parameters = { int: space.int, choice: space.choice };
  const parzen = parzenOf(
    parameters,
    [3, 4, 4, 15].map((int) => ({ int, choice: int === 15 ? 'c' : 'a' })),
  );
  const rng = createRng(5);
  const counts = new Map<string, number>();
  const n = 20_000;
  for (let i = 0; i < n; i++) {
    const key = JSON.stringify(parzen.sample(rng));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let total = 0;
  for (let int = 1; int <= 20; int++) {
    for (const choice of ['a', 'b', 'c']) {
      const expected = exp(parzen.logDensity({ int, choice }));
      const seen = (counts.get(JSON.stringify({ int, choice })) ?? 0) / n;
      expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt(expected / n) + 1e-3);
      total += expected;
    }
  }
  expect(total).toBeCloseTo(1, 10);
});

test('a parameter with one value, and observations that coincide, are no trouble', () => {
  const parameters: StudySpace = { one: { type: 'float', low: 2, high: 2 }, float: space.float };
  const parzen = parzenOf(parameters, Array(30).fill({ one: 2, float: 5 }));
  const rng = createRng(1);
  for (let i = 0; i < 100; i++) {
    const drawn = parzen.sample(rng);
    expect(drawn.one).toBe(2);
    expect(parzen.logDensity(drawn)).toBeGreaterThan(-10);
  }
});

test('far from every observation the prior keeps the density above zero', () => {
  const wide: StudySpace = { int: { type: 'int', low: 0, high: 1e6 } };
  const parzen = parzenOf(wide, Array(200).fill({ int: 0 }));
  expect(parzen.logDensity({ int: 1e6 })).toBeGreaterThan(-40);
  const edges = chooseEach(wide, (_, parameter) => valueAt(parameter, 0.999999999));
  expect(Number.isFinite(parzen.logDensity(edges))).toBe(true);
});
