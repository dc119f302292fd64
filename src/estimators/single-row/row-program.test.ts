/** Single rows through pipelines: the bits of rows in a table, and the same errors. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { type Column, cell } from '../../table/column.ts';
import { type Table, tableOf, takeRows } from '../../table/table.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import type { FeatureRole } from '../preprocess/cast-column.ts';
import { linearRecipe, treeRecipe } from '../preprocess/recipes.ts';
import type { StepsState } from '../steps.ts';
import { rowColumns } from './row-cells.ts';
import { RowPlan } from './row-plan.ts';
import { predictSingleRow } from './row-program.ts';
import '../index.ts';

const nRows = 150;
const rng = createRng(4);
const numbers = () => Float64Array.from({ length: nRows }, () => (rng.uniform() < 0.1 ? Number.NaN : rng.normal()));
const towns = ['Bern', 'Graz', 'Ulm', null];
const columns: Column[] = [
  numberColumn('a', numbers()),
  numberColumn('b', numbers()),
  stringColumn(
    'town',
    Array.from({ length: nRows }, () => towns[rng.integer(4)]),
  ),
  stringColumn(
    'note',
    Array.from({ length: nRows }, () =>
      rng.uniform() < 0.1
        ? null
        : Array.from({ length: rng.integer(6) }, () => ['Rain', 'late', 'again', 'odd?'][rng.integer(4)]).join(' '),
    ),
  ),
  booleanColumn(
    'open',
    Array.from({ length: nRows }, () => [true, false, null][rng.integer(3)]),
  ),
  { kind: 'datetime', name: 'at', values: Float64Array.from({ length: nRows }, () => rng.integer(1e6) * 1e6) },
];
const X = tableOf(columns);
const roles: readonly { readonly name: string; readonly role: FeatureRole }[] = [
  { name: 'a', role: 'numeric' },
  { name: 'b', role: 'numeric' },
  { name: 'town', role: 'categorical' },
  { name: 'open', role: 'boolean' },
  { name: 'at', role: 'datetime' },
];
/** Of three classes, by the product of two numbers and by the town. */
const y = Float64Array.from({ length: nRows }, (_, row) => {
  const [a, b, town] = columns.slice(0, 3).map((column) => cell(column, row));
  return Number(Number(a) * Number(b) > 0) + Number(town === 'Bern');
});
const pieced = linearRecipe(roles, { normalScores: true, pieces: 4, interactions: true, encodeByTarget: true });
const chosen = [...linearRecipe(roles, { pieces: 4 }), { name: 'select_features', params: { probes: 0 } }];

const impute = { name: 'numeric_imputer', params: {} };
const crossed = [
  ...linearRecipe(roles).slice(0, 2),
  { name: 'target_encoder', params: { keep: true } },
  impute,
  { name: 'interactions', params: { maxPairs: 4, alpha: 1000 } },
  { name: 'one_hot', params: {} },
];
const texts = roles.flatMap((one) => (one.name === 'town' ? [one, { name: 'note', role: 'text' as const }] : [one]));

const asPipeline = (...steps: readonly object[]) => ({ name: 'pipeline', params: { steps } });
const boosted = asPipeline(...treeRecipe(roles), { name: 'gbdt', params: { nEstimators: 3 } });
const network = asPipeline(...pieced, { name: 'mlp', params: { hiddenUnits: 8, nEpochs: 1 } });
const votingOf = (estimators: readonly object[], folds = 0) => ({
  name: 'voting',
  params: { folds, members: estimators.map((estimator, i) => ({ estimator, weight: i + 0.3 })) },
});

const learn = (steps: readonly { readonly name: string; readonly params: object }[], rows = X) =>
  fitEstimator(
    { name: 'pipeline', params: { steps } },
    { X: rows, y, task: 'multiclass', nClasses: 3 },
    { rng: createRng(1) },
  );
const stepsOf = (fitted: ReturnType<typeof learn>) => (fitted.state as StepsState).steps;
const rowOf = (table: Table, row: number) => takeRows(table, [row]);

describe('a row alone', () => {
  it.each([
    ['a network on pieces', [...pieced, { name: 'mlp', params: { hiddenUnits: 8, nEpochs: 1 } }]],
    ['a linear model on chosen columns', [...chosen, { name: 'logistic', params: {} }]],
    ['a linear model on words', [...linearRecipe(texts), { name: 'logistic', params: {} }]],
    ['a linear model on pairs and means', [...crossed, { name: 'logistic', params: {} }]],
    ['naive Bayes', [...treeRecipe(roles), { name: 'naive_bayes', params: {} }]],
    ['neighbours', [...linearRecipe(roles), { name: 'knn', params: {} }]],
    ['boosting', [...treeRecipe(roles), { name: 'gbdt', params: { nEstimators: 5 } }]],
    [
      'a mean of others',
      [...linearRecipe(roles), votingOf([{ name: 'gbdt', params: { nEstimators: 3 } }, { name: 'knn' }])],
    ],
    ['means of means', [votingOf([boosted, network, votingOf([boosted, network], 2)])]],
    ['a forest', [...treeRecipe(roles, { encodeByTarget: true }), { name: 'extra_trees', params: { nEstimators: 5 } }]],
  ])('gets from %s what it gets among others', (_, steps) => {
    const fitted = learn(steps);
    const batch = predictWith(fitted, X);
    expect(predictSingleRow(fitted, rowOf(X, 0))).toBeUndefined();
    for (let row = 0; row < nRows; row++) {
      const alone = predictSingleRow(fitted, rowOf(X, row));
      expect(alone?.probabilities?.map(([p]) => p)).toEqual(batch.probabilities?.map((ofClass) => ofClass[row]));
      expect(alone?.values[0]).toBe(batch.values[row]);
    }
  });

  it('keeps what it said when the next row comes', () => {
    const fitted = learn([...pieced, { name: 'mlp', params: { hiddenUnits: 8, nEpochs: 1 } }]);
    predictWith(fitted, rowOf(X, 0));
    const first = predictWith(fitted, rowOf(X, 1));
    const before = first.probabilities?.map((ofClass) => ofClass.slice());
    predictWith(fitted, rowOf(X, 2));
    expect(first.probabilities).toEqual(before);
  });

  it('is found by name when columns come in another order or as another kind', () => {
    const fitted = learn([...pieced, { name: 'logistic', params: {} }]);
    const spelt = tableOf(
      [...columns].reverse().map((column) =>
        column.name === 'a'
          ? stringColumn(
              'a',
              Array.from((column as { values: Float64Array }).values, (value) =>
                Number.isNaN(value) ? null : String(value),
              ),
            )
          : column,
      ),
    );
    const expected = predictWith(fitted, X);
    for (const table of [X, spelt, X]) {
      for (const row of [3, 4, 5]) {
        expect(predictWith(fitted, rowOf(table, row)).probabilities?.[2][0]).toBe(expected.probabilities?.[2][row]);
      }
    }
  });

  it('gets from the mean of calibrated folds, as training makes it, what it gets among others', () => {
    const spec = { name: 'calibrated', params: { estimator: votingOf([boosted, network], 2), folds: 2 } };
    const fitted = fitEstimator(spec, { X, y, task: 'multiclass', nClasses: 3 }, { rng: createRng(1) });
    const batch = predictWith(fitted, X);
    for (let row = 0; row < 50; row++) {
      const alone = predictWith(fitted, rowOf(X, row));
      expect(alone.probabilities?.map(([p]) => p)).toEqual(batch.probabilities?.map((ofClass) => ofClass[row]));
    }
  });

  it('takes equal steps of several pipelines once', () => {
    const logistic = asPipeline(...pieced, { name: 'logistic', params: {} });
    const nSteps = (members: readonly object[], folds = 0) => {
      const plan = new RowPlan(columns.length);
      const rows = plan.at(rowColumns(X));
      expect(rows.model(learn([votingOf(members, folds)]))?.nClasses).toBe(3);
      return plan.steps.length;
    };
    const alone = nSteps([network]);
    expect(alone).toBe(pieced.length);
    expect(nSteps([network, logistic, network])).toBe(alone);
    // Both cast columns alike, and part then.
    expect(nSteps([network, boosted])).toBeLessThan(alone + treeRecipe(roles).length);
    // What folds learn is not equal.
    expect(nSteps([network], 2)).toBeGreaterThan(alone);
  });

  it('has pairs of columns to go through', () => {
    const steps = stepsOf(learn([...crossed, { name: 'logistic', params: {} }]));
    expect((steps[4].state as { columns: readonly unknown[] }).columns.length).toBeGreaterThan(0);
  });

  it('is refused with the words of a table', () => {
    const [select] = linearRecipe([{ name: 'full', role: 'numeric' }]);
    const values = Array.from(y.keys());
    const full = tableOf([numberColumn('full', values)]);
    const fitted = learn([select, { name: 'logistic', params: {} }], full);
    const gap = tableOf([numberColumn('full', [null])]);
    const refusals = [
      [gap, 'VALUE_MISSING'],
      [rowOf(X, 0), 'COLUMN_NOT_FOUND'],
    ] as const;
    for (const [row, code] of refusals) {
      for (let time = 0; time < 3; time++) {
        expect(() => predictWith(fitted, row)).toThrow(expect.objectContaining({ code }));
      }
    }
  });

  it('takes the way over tables where a step or the predictor knows nothing else', () => {
    const [select, dates] = treeRecipe(roles);
    const steps = [select, dates, { name: 'ordinal', params: {} }];
    const fitted = learn([
      ...steps,
      { name: 'calibrated', params: { estimator: { name: 'gbdt', params: { nEstimators: 2 } }, folds: 2 } },
    ]);
    const batch = predictWith(fitted, X);
    for (const row of [0, 1, 2]) {
      expect(predictSingleRow(fitted, rowOf(X, row))).toBeUndefined();
      expect(predictWith(fitted, rowOf(X, row)).probabilities?.[0][0]).toBe(batch.probabilities?.[0][row]);
    }
  });
});
