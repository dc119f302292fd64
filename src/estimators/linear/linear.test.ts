/** Coefficients against scikit-learn and exact arithmetic: fixtures in tests/reference/estimators. */
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/linear.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import type { Task } from '../../table/task.ts';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { tableFromRows } from '../plain-input.ts';
import { elasticNet } from './elastic-net.ts';
import type { LinearState } from './linear-model.ts';
import { logistic } from './logistic.ts';
import { ridge } from './ridge.ts';

const definitions = [ridge, elasticNet, logistic] as unknown as EstimatorDefinition[];

describe('coefficients equal the reference', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const definition = definitions.find(({ name }) => name === one.estimator)!;
    const state = definition.fit(
      {
        X: tableFromRows(one.X),
        y: Float64Array.from(one.y),
        task: one.task as Task,
        nClasses: one.nClasses,
        sampleWeight: one.sampleWeight ? Float64Array.from(one.sampleWeight as number[]) : undefined,
      },
      definition.params.parse(one.params),
      { rng: createRng(0) },
    ) as LinearState;
    expectClose(state.coefficients, one.coefficients.flat(), one.tolerance);
    expectClose(state.intercepts, one.intercepts, one.tolerance);
  });
});

describe('metamorphic relations', () => {
  const rng = createRng(3);
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 4 }, () => rng.normal()));
  const signal = Float64Array.from(rows, (row) => row[0] - 2 * row[1] + 0.5 * rng.normal());
  const subjects = [
    { name: 'ridge', params: { alpha: 0.5 }, task: 'regression', y: signal },
    { name: 'elastic_net', params: { alpha: 0.05, tolerance: 1e-13 }, task: 'regression', y: signal },
    { name: 'logistic', params: { tolerance: 1e-11 }, task: 'binary', y: signal.map((v) => Number(v > 0)) },
    {
      name: 'logistic',
      params: { tolerance: 1e-11 },
      task: 'multiclass',
      y: signal.map((v) => (v < -1 ? 0 : v < 1 ? 1 : 2)),
    },
  ] as const;
  const learn = (
    { name, params, task }: (typeof subjects)[number],
    X: number[][],
    y: Float64Array,
    w?: Float64Array,
  ) => {
    const nClasses = { regression: 0, binary: 2, multiclass: 3 }[task];
    const input = { X: tableFromRows(X), y, task, nClasses, sampleWeight: w };
    const definition = definitions.find((one) => one.name === name)!;
    return definition.fit(input, definition.params.parse(params), { rng: createRng(0) }) as LinearState;
  };

  it.each(subjects)(
    '$name ($task): a row twice is a row of weight 2, and the order of rows does not matter',
    (subject) => {
      const { y } = subject;
      const weights = Float64Array.from(y, (_, row) => 1 + (row % 3));
      const twice = rows.flatMap((row, i) => Array<number[]>(weights[i]).fill(row));
      const repeated = learn(subject, twice.reverse(), expand(y, weights).reverse());
      expectClose(learn(subject, rows, y, weights).coefficients, [...repeated.coefficients], 1e-8);
    },
  );

  it.each(subjects.slice(2))('$name ($task): other codes for the classes permute the probabilities', (subject) => {
    const k = subject.task === 'binary' ? 2 : 3;
    const definition = logistic as unknown as PredictorDefinition;
    const X = tableFromRows(rows);
    const straight = definition.predict(learn(subject, rows, subject.y), X).probabilities!;
    const turned = definition.predict(
      learn(
        subject,
        rows,
        subject.y.map((code) => k - 1 - code),
      ),
      X,
    ).probabilities!;
    for (let c = 0; c < k; c++) expectClose(turned[k - 1 - c], [...straight[c]], 1e-8);
  });
});

describe('hard data', () => {
  const solve = (
    definition: EstimatorDefinition,
    X: number[][],
    y: number[],
    params: object,
    task: Task,
    nClasses: number,
  ) =>
    definition.fit({ X: tableFromRows(X), y: Float64Array.from(y), task, nClasses }, definition.params.parse(params), {
      rng: createRng(0),
    }) as LinearState;
  const [ridgeDefinition, , logisticDefinition] = definitions;

  it('separable classes without a real penalty end in finite coefficients', () => {
    const X = [[-2], [-1], [1], [2]];
    const state = solve(logisticDefinition, X, [0, 0, 1, 1], { C: 1e10 }, 'binary', 2);
    expect(state.coefficients.every(Number.isFinite)).toBe(true);
    expect(state.coefficients[0]).toBeGreaterThan(3);
  });

  it('least squares takes the first of equal columns and interpolates when it can', () => {
    const equal = solve(
      ridgeDefinition,
      [
        [1, 1, 0.1],
        [2, 2, 0.1],
        [4, 4, 0.1],
      ],
      [2, 4, 8],
      { alpha: 0 },
      'regression',
      0,
    );
    expect(equal.coefficients[0] + equal.coefficients[1]).toBeCloseTo(2, 12);
    expect(equal.coefficients[2]).toBe(0);
    const wide = [
      [1, 5, 2],
      [3, 1, 1],
    ];
    const state = solve(ridgeDefinition, wide, [7, -1], { alpha: 0 }, 'regression', 0);
    const { values } = (ridge as unknown as PredictorDefinition).predict(state, tableFromRows(wide));
    expectClose(values, [7, -1], 1e-12);
  });
});

/** Each value as often as its weight says. */
function expand(y: Float64Array, weights: Float64Array): Float64Array {
  return Float64Array.from([...y].flatMap((value, row) => Array<number>(weights[row]).fill(value)));
}

/** Each value within the tolerance of its own size, or of the largest one's where it is tiny. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    const allowed = tolerance * Math.max(Math.abs(value), largest * 1e-3);
    expect(Math.abs(actual[i] - value), `element ${i}: ${actual[i]} against ${value}`).toBeLessThanOrEqual(allowed);
  }
}
