/** Explanations of every model: values add up, belong to input columns, and do not depend on the way they were found. */
import { describe, expect, it } from 'vitest';
import type { EstimatorSpec, FitInput } from '../../estimators/estimator.ts';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import { linearRecipe, treeRecipe } from '../../estimators/index.ts';
import { createRng } from '../../math/philox.ts';
import { booleanColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf, takeRows } from '../../table/table.ts';
import { type ExplainRequest, explain } from './explain.ts';
import { type Explanation, explainedScores } from './explanation.ts';
import { scoresIn } from './score-function.ts';

const nRows = 120;
const rng = createRng(3);
const size = Array.from({ length: nRows }, () => (rng.uniform() < 0.1 ? null : rng.normal()));
const city = Array.from({ length: nRows }, () => ['Bern', 'Graz', 'Oslo', null][rng.integer(4)]);
const late = Array.from({ length: nRows }, () => rng.uniform() < 0.4);
const noise = Array.from({ length: nRows }, () => rng.normal());
const X = tableOf([
  numberColumn('size', size),
  stringColumn('city', city),
  booleanColumn('late', late),
  numberColumn('noise', noise),
]);
const y = Float64Array.from(size, (value, row) => (value ?? 1) * (late[row] ? 2 : -1) + (city[row] === 'Graz' ? 1 : 0));
const inputs: Readonly<Record<string, FitInput>> = {
  regression: { X, y, task: 'regression', nClasses: 0 },
  binary: { X, y: y.map((value) => Number(value > 0)), task: 'binary', nClasses: 2 },
  multiclass: { X, y: y.map((value) => (value > 1 ? 2 : Number(value > 0))), task: 'multiclass', nClasses: 3 },
};
const roles = [
  { name: 'size', role: 'numeric' },
  { name: 'city', role: 'categorical' },
  { name: 'late', role: 'boolean' },
  { name: 'noise', role: 'numeric' },
] as const;
const chain = (name: string, params = {}, recipe = linearRecipe): EstimatorSpec => ({
  name: 'pipeline',
  params: { steps: [...recipe(roles), { name, params }] },
});
const small = { nEstimators: 5, minSamplesLeaf: 5 };
const vote = (...estimators: EstimatorSpec[]): EstimatorSpec => ({
  name: 'voting',
  params: { members: estimators.map((estimator, i) => ({ estimator, weight: i + 1 })) },
});
const explained = takeRows(X, [0, 1, 2, 3, 4, 5]);
const background = takeRows(X, [20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);

/** Largest distance between a row's score by the model and what the values add up to, where both are of one scale. */
function errorOf(found: Explanation, scores: readonly Float64Array[]): number {
  const sums = explainedScores(found);
  return Math.max(
    ...scores.flatMap((ofOutput, k) => Array.from(ofOutput, (s, row) => Math.abs(s - sums[k * found.nRows + row]))),
  );
}

const models: readonly (readonly [string, EstimatorSpec, string, Explanation['method'], Explanation['scale']])[] = [
  ['ridge', chain('ridge'), 'regression', 'linear', 'value'],
  ['elastic net', chain('elastic_net', { alpha: 0.01 }), 'regression', 'linear', 'value'],
  ['logistic', chain('logistic'), 'binary', 'linear', 'log_odds'],
  ['logistic of three classes', chain('logistic'), 'multiclass', 'linear', 'softmax'],
  ['trees', chain('random_forest', small, treeRecipe), 'multiclass', 'tree', 'probability'],
  ['boosted trees', chain('gbdt', { nEstimators: 5 }, treeRecipe), 'binary', 'tree', 'log_odds'],
  ['nearest neighbours', chain('knn'), 'regression', 'exact', 'value'],
  ['nearest neighbours of classes', chain('knn'), 'multiclass', 'exact', 'probability'],
  [
    'a vote of one scale',
    vote(chain('ridge'), chain('random_forest', small, treeRecipe)),
    'regression',
    'ensemble',
    'value',
  ],
  [
    'a vote of forests',
    vote(chain('random_forest', small), chain('extra_trees', small)),
    'binary',
    'ensemble',
    'probability',
  ],
  ['a vote of two scales', vote(chain('logistic'), chain('random_forest', small)), 'binary', 'exact', 'probability'],
];

describe.each(models)('%s', (_, spec, task, method, scale) => {
  const fitted = fitEstimator(spec, inputs[task], { rng: createRng(1) });
  const scores = scoresIn(predictWith(fitted, explained));

  it(`is explained by ${method} in the scale ${scale}`, () => {
    const found = explain(fitted, explained, { background });
    expect([found.method, found.scale, found.inputs.names.toSorted()]).toEqual([
      method,
      scale,
      ['city', 'late', 'noise', 'size'],
    ]);
    if (scale === 'value' || scale === 'probability') expect(errorOf(found, scores)).toBeLessThan(1e-9);
  });

  it.each([
    { method: 'permutation', maxCoalitions: 20, seed: 4 },
    { method: 'kernel', maxCoalitions: 12, seed: 4 },
    { method: 'exact' },
    { method: 'permutation', budgetMs: 0.001 },
  ] as const satisfies readonly ExplainRequest[])('adds up to its predictions with %o', (request) => {
    const found = explain(fitted, explained, { background, ...request });
    expect(found.method).toBe(request.method);
    expect(errorOf(found, scores)).toBeLessThan(1e-9);
  });

  it('has the same values for one row alone', () => {
    const all = explain(fitted, explained, { background });
    const one = explain(fitted, takeRows(explained, [0]), { background });
    const first = all.inputs.values.filter((__, i) => i % all.nRows === 0);
    expect(one.inputs.values).toEqual(first);
  });
});

it('gives members of one scale the values that all coalitions have', () => {
  const spec = vote(chain('ridge'), chain('random_forest', small, treeRecipe));
  const fitted = fitEstimator(spec, inputs.regression, { rng: createRng(1) });
  const added = explain(fitted, explained, { background });
  const asked = explain(fitted, explained, { background, method: 'exact' });
  expect(asked.inputs.names).toEqual(added.inputs.names);
  for (const [i, value] of asked.inputs.values.entries()) expect(added.inputs.values[i]).toBeCloseTo(value, 9);
});

it('gives a column that no background row differs in nothing', () => {
  const fitted = fitEstimator(chain('knn'), inputs.regression, { rng: createRng(1) });
  const { inputs: found, nRows: n } = explain(fitted, explained, { background: takeRows(explained, [0]) });
  for (let j = 0; j < found.names.length; j++) expect(found.values[j * n]).toBe(0);
});

it('refuses what cannot be explained so', () => {
  const fitted = fitEstimator(chain('knn'), inputs.regression, { rng: createRng(1) });
  const refused = (request: ExplainRequest, name: string) =>
    expect(() => explain(fitted, explained, request)).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID', details: expect.objectContaining({ name }) }),
    );
  refused({}, 'background');
  refused({ background, interactions: true }, 'interactions');
  refused({ background, maxCoalitions: 1 }, 'maxCoalitions');
  refused({ background, budgetMs: 0 }, 'budgetMs');
  refused({ background, seed: -1 }, 'seed');
  expect(() => explain(fitted, explained, { background: takeRows(X, []) })).toThrow(
    expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
  );
});
