/** Explanations of fitted models: sums, names, pipelines and refusals. */
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../../core/errors.ts';
import type { EstimatorSpec, FittedEstimator } from '../../estimators/estimator.ts';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import '../../estimators/index.ts';
import { createRng } from '../../math/philox.ts';
import { tableFrom } from '../../table/build.ts';
import { columnNames, select, type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { Contributions } from './contributions.ts';
import { explainTrees, type TreeExplanation } from './explain-trees.ts';

const nRows = 1500;
const rng = createRng(12);
const draws = Array.from({ length: nRows }, () => ({ age: rng.normal(), debt: rng.normal(), town: rng.integer(7) }));
const X = tableFrom({
  age: draws.map(({ age }) => (age > 1.5 ? null : age)),
  town: draws.map(({ town }) => (town === 6 ? null : `town${town}`)),
  debt: draws.map(({ debt }) => debt),
});
const signal = draws.map(({ age, debt, town }) => age * debt + (town % 3) + 0.3 * rng.normal());
const targets: Record<Task, { y: Float64Array; nClasses: number }> = {
  regression: { y: Float64Array.from(signal), nClasses: 0 },
  binary: { y: Float64Array.from(signal, (value) => Number(value > 1)), nClasses: 2 },
  multiclass: { y: Float64Array.from(signal, (value) => (value < 0.3 ? 0 : value < 1.5 ? 1 : 2)), nClasses: 3 },
};
const allTasks: readonly Task[] = ['regression', 'binary', 'multiclass'];
const trees: EstimatorSpec = { name: 'gbdt', params: { nEstimators: 12, numLeaves: 12, minDataPerGroup: 5 } };
const oneHot: EstimatorSpec[] = [
  { name: 'numeric_imputer', params: { indicator: true } },
  { name: 'one_hot', params: {} },
];

function fitted(task: Task, before: readonly EstimatorSpec[], table: Table = X): FittedEstimator {
  const spec = before.length > 0 ? { name: 'pipeline', params: { steps: [...before, trees] } } : trees;
  return fitEstimator(spec, { X: table, task, ...targets[task] }, { rng: createRng(3) });
}

/** Raw scores by output from what a model predicts: the logarithms of probabilities are scores up to a term of all classes. */
function rawScores(model: FittedEstimator, task: Task, table: Table): Float64Array[] {
  const { values, probabilities } = predictWith(model, table);
  if (task === 'regression') return [values];
  if (task === 'binary') return [probabilities![1].map((p) => Math.log(p / (1 - p)))];
  return probabilities!.map((ofClass) => ofClass.map(Math.log));
}

const columnOf = ({ names, values }: Contributions, name: string, k = 0, rows = nRows) => {
  const start = (k * names.length + names.indexOf(name)) * rows;
  return values.subarray(start, start + rows);
};

function sumsOf({ expected, nOutputs }: TreeExplanation, contributions: Contributions, rows = nRows): Float64Array[] {
  return Array.from({ length: nOutputs }, (_, k) => {
    const sums = new Float64Array(rows).fill(expected[k]);
    for (const name of contributions.names)
      columnOf(contributions, name, k, rows).forEach((value, i) => {
        sums[i] += value;
      });
    return sums;
  });
}

function expectScores(sums: readonly Float64Array[], scores: readonly Float64Array[]): void {
  for (let i = 0; i < sums[0].length; i++) {
    const shift = sums.length > 1 ? sums[0][i] - scores[0][i] : 0;
    for (let k = 0; k < sums.length; k++) expect(Math.abs(sums[k][i] - scores[k][i] - shift)).toBeLessThan(1e-9);
  }
}

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return isModelwrightError(error) ? error.code : String(error);
  }
  return 'no error';
};

describe.each(allTasks)('explainTrees of %s', (task) => {
  const ordinal = fitted(task, [{ name: 'ordinal', params: {} }]);
  const scores = rawScores(ordinal, task, X);

  it('sums to the raw scores', () => {
    const explained = explainTrees(ordinal, X);
    expect(explained.nOutputs).toBe(task === 'multiclass' ? 3 : 1);
    expectScores(sumsOf(explained, explained.features), scores);
    expect(explained.inputs.names).toEqual(['age', 'debt', 'town']);
  });

  it('sums to the raw scores against a background, which has the mean score', () => {
    const background = takeRows(
      X,
      Array.from({ length: 60 }, (_, i) => i * 3),
    );
    const explained = explainTrees(ordinal, X, { background });
    expectScores(sumsOf(explained, explained.features), scores);
    if (task === 'multiclass') return;
    const [own] = rawScores(ordinal, task, background);
    expect(Math.abs(explained.expected[0] - own.reduce((sum, score) => sum + score / 60, 0))).toBeLessThan(1e-9);
  });

  it('adds one-hot and indicator columns up to the columns of the input', () => {
    const model = fitted(task, oneHot);
    const explained = explainTrees(model, X, { interactions: true });
    const { features, inputs, nOutputs } = explained;
    expect(features.names).toContain('town=town3');
    expect(new Set(inputs.names)).toEqual(new Set(['age', 'town', 'debt']));
    expectScores(sumsOf(explained, features), rawScores(model, task, X));
    expectScores(sumsOf(explained, inputs), rawScores(model, task, X));
    for (const { names, values, interactions } of [features, inputs]) {
      const n = names.length;
      for (let k = 0; k < nOutputs; k++) {
        for (let i = 0; i < n; i++) {
          const start = (k * n + i) * n * nRows;
          for (let row = 0; row < nRows; row += 50) {
            let sum = 0;
            for (let j = 0; j < n; j++) sum += interactions![start + j * nRows + row];
            expect(Math.abs(sum - values[(k * n + i) * nRows + row])).toBeLessThan(1e-9);
          }
        }
      }
    }
  });
});

describe('explainTrees', () => {
  const numbers = select(X, ['age', 'debt']);
  const model = fitted('binary', [], numbers);

  it('gives a row the same bits alone, in any table and behind columns in another order', () => {
    const many = takeRows(
      numbers,
      Array.from({ length: 9000 }, (_, i) => (i * 7) % nRows),
    );
    const all = explainTrees(model, many);
    const background = takeRows(X, [3, 1, 4, 1, 5, 9, 2, 6]);
    const against = explainTrees(model, many, { background });
    for (const row of [0, 700, 8191, 8192, 8999]) {
      const table = takeRows(tableOf([...X.columns].reverse()), [(row * 7) % nRows]);
      for (const name of columnNames(numbers)) {
        expect(columnOf(explainTrees(model, table).features, name, 0, 1)[0]).toBe(
          columnOf(all.features, name, 0, 9000)[row],
        );
        const one = explainTrees(model, table, { background }).features;
        expect(columnOf(one, name, 0, 1)[0]).toBe(columnOf(against.features, name, 0, 9000)[row]);
      }
    }
    expect(explainTrees(model, takeRows(X, [])).features.values.length).toBe(0);
  });

  it('gives zero to a column without splits', () => {
    const table = tableOf([
      ...numbers.columns,
      { ...numbers.columns[0], name: 'same', values: new Float64Array(nRows) } as never,
    ]);
    const { features } = explainTrees(fitted('binary', [], table), table);
    expect(columnOf(features, 'same').every((value) => value === 0)).toBe(true);
    expect(columnOf(features, 'age').some((value) => value !== 0)).toBe(true);
  });

  it('refuses what it cannot explain', () => {
    const input = { X: select(X, ['debt']), task: 'regression' as const, ...targets.regression };
    const ridge = fitEstimator({ name: 'ridge', params: {} }, input, { rng: createRng(1) });
    expect(codeOf(() => explainTrees(ridge, X))).toBe('EXPLAIN_UNFIT');
    expect(codeOf(() => explainTrees(model, select(X, ['age'])))).toBe('COLUMN_NOT_FOUND');
    expect(codeOf(() => explainTrees(model, X, { background: takeRows(X, []) }))).toBe('SHAPE_MISMATCH');
    const thousand = Array.from({ length: 1000 }, (_, i) => i);
    expect(codeOf(() => explainTrees(model, takeRows(X, [0]), { background: takeRows(X, thousand) }))).toBe('no error');
    const more = takeRows(X, [...thousand, 0]);
    expect(codeOf(() => explainTrees(model, takeRows(X, [0]), { background: more }))).toBe('SHAPE_MISMATCH');
    expect(codeOf(() => explainTrees(model, X, { background: X, interactions: true }))).toBe('PARAM_INVALID');
    const many = { ...X, nRows: 40_000_000 };
    expect(codeOf(() => explainTrees(model, many, { interactions: true }))).toBe('SHAPE_MISMATCH');
  });
});
