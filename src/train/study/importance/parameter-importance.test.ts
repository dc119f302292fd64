import { describe, expect, test } from 'vitest';
import reference from '../../../../tests/reference/train/importance.json' with { type: 'json' };
import { exp } from '../../../math/exp.ts';
import { createRng } from '../../../math/philox.ts';
import type { Parameter, ParameterValue, ParameterValues, StudySpace } from '../space.ts';
import { varianceShares } from './fanova.ts';
import { featureOf } from './feature.ts';
import { parameterImportance } from './parameter-importance.ts';
import { growRegressionTree } from './regression-tree.ts';

type Table = (typeof reference.tables)[number];

function declared([kind, ...rest]: readonly unknown[]): Parameter {
  if (kind === 'choice') return { type: 'choice', values: rest[0] as string[] };
  return { type: kind === 'int' ? 'int' : 'float', low: rest[0] as number, high: rest[1] as number };
}

function studyOf({ columns, rows }: Table) {
  const names = Object.keys(columns);
  const space: StudySpace = Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, declared(of)]));
  const trials = rows.map((row) => ({
    params: Object.fromEntries(names.map((name, i) => [name, row[i] as ParameterValue])),
    value: row[names.length] as number,
  }));
  return { space, trials };
}

describe('the importance of parameters', () => {
  test.each(reference.tables.map((table) => [table.name, table] as const))(
    'in table %s is that of Optuna',
    (_, table) => {
      const { space, trials } = studyOf(table);
      const { parameters } = parameterImportance(space, trials);
      expect(parameters.map(({ name }) => name).toSorted()).toEqual(Object.keys(space).toSorted());
      for (const { name, importance, impurity } of parameters) {
        const fanova = table.fanova.mean[name as keyof typeof table.fanova.mean] as unknown as number;
        const decrease = table.impurity.mean[name as keyof typeof table.impurity.mean] as unknown as number;
        // Forests of 64 trees differ from seed to seed by about 0.01.
        expect(Math.abs(importance - fanova), `${name} by fANOVA`).toBeLessThan(0.04);
        expect(Math.abs(impurity - decrease), `${name} by impurity`).toBeLessThan(0.04);
      }
    },
  );

  test('of a tree is what averaging its prediction over the space gives', () => {
    const rng = createRng(3);
    const space: StudySpace = {
      x: { type: 'float', low: 0, high: 1 },
      log: { type: 'float', low: 0.01, high: 100, log: true },
      kind: { type: 'choice', values: ['a', 'b', 'c'] },
    };
    const n = 60;
    const places = Array.from({ length: n }, () => [rng.uniform(), rng.uniform(), rng.integer(3)]);
    const features = [
      featureOf(
        'x',
        space['x'],
        places.map(([x]) => x),
      ),
      featureOf(
        'kind',
        space['kind'],
        places.map(([, , k]) => ['a', 'b', 'c'][k]),
      ),
    ];
    const y = Float64Array.from(places, ([x, z, k]) => x * x + (k === 1 ? x : 0.5) + 0.1 * z);
    const tree = growRegressionTree(features, y, new Int32Array(n).fill(1), 64, rng);
    const predict = (x: number, kind: number) =>
      tree.leaves.find(({ sides: [line, choice] }) => x > line.low && x <= line.high && choice.choices?.[kind] === 1)
        ?.value as number;
    // Every training row ends in a leaf of its own value.
    places.forEach(([x, , k], i) => {
      expect(predict(x, k)).toBeCloseTo(y[i], 12);
    });
    const grid = Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 4000);
    const cells = grid.map((x) => [0, 1, 2].map((kind) => predict(x, kind)));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values: readonly number[]) => {
      const middle = mean(values);
      return mean(values.map((value) => (value - middle) * (value - middle)));
    };
    const total = variance(cells.flat());
    const byX = variance(cells.map(mean)) / total;
    const byKind = variance([0, 1, 2].map((kind) => mean(cells.map((cell) => cell[kind])))) / total;
    const shares = varianceShares(tree, features) as Float64Array;
    expect(shares[0]).toBeCloseTo(byX, 2);
    expect(shares[1]).toBeCloseTo(byKind, 2);
  });

  const trialsOf = (n: number, of: (u: number, v: number) => [ParameterValues, number]) => {
    const rng = createRng(1);
    return Array.from({ length: n }, () => {
      const [params, value] = of(rng.uniform(), rng.uniform());
      return { params, value };
    });
  };

  test('measures a logarithmic parameter on its logarithm, and constants as nothing', () => {
    const space: StudySpace = {
      rate: { type: 'float', low: 1e-4, high: 1, log: true },
      x: { type: 'float', low: 0, high: 1 },
      fixed: { type: 'int', low: 3, high: 3 },
    };
    const trials = trialsOf(150, (u, v) => [{ rate: exp(9.2 * (u - 1)), x: v, fixed: 3 }, 4 * u + v / 10]);
    const [first, ...others] = parameterImportance(space, trials).parameters;
    expect(first.name).toBe('rate');
    expect(first.importance).toBeGreaterThan(0.95);
    expect(others.map(({ name }) => name)).toEqual(['x', 'fixed']);
    expect(others[1]).toEqual({ name: 'fixed', importance: 0, impurity: 0 });
  });

  test('leaves out parameters that some trials did not have, and trials without a finite value', () => {
    const space: StudySpace = {
      x: { type: 'float', low: 0, high: 1 },
      depth: { type: 'int', low: 1, high: 9 },
    };
    const trials = [
      ...trialsOf(40, (u, v) => {
        const params: ParameterValues = v < 0.5 ? { x: u } : { x: u, depth: 3 };
        return [params, u];
      }),
      { params: { x: 0.5 }, value: Number.POSITIVE_INFINITY },
      { params: { x: 0.5 } },
    ];
    const { parameters, conditional, trials: judged } = parameterImportance(space, trials);
    expect([parameters.map(({ name }) => name), conditional, judged]).toEqual([['x'], ['depth'], 40]);
    expect(parameters[0].importance).toBeCloseTo(1, 10);
  });

  test('is nothing where the objective does not change, and needs two trials', () => {
    const space: StudySpace = { x: { type: 'float', low: 0, high: 1 } };
    const flat = trialsOf(10, (u) => [{ x: u }, 2]);
    expect(parameterImportance(space, flat).parameters).toEqual([{ name: 'x', importance: 0, impurity: 0 }]);
    expect(() => parameterImportance(space, flat.slice(0, 1))).toThrow('at least 2 complete trials, got 1');
    expect(() => parameterImportance(space, flat, { trees: 0 })).toThrow('trees');
  });

  test('does not change with the unit of the objective or its sign', () => {
    const { space, trials } = studyOf(reference.tables[0]);
    const scaled = trials.map(({ params, value }) => ({ params, value: -8 * value }));
    expect(parameterImportance(space, scaled, { trees: 8 })).toEqual(parameterImportance(space, trials, { trees: 8 }));
  });
});
