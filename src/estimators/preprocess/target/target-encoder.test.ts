/** Target encoding against scikit-learn (tests/reference/estimators), and that no training row sees its own target. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../../tests/reference/estimators/target-encoder.json' with { type: 'json' };
import { createRng } from '../../../math/philox.ts';
import { metricByName } from '../../../metrics/index.ts';
import { numberColumn, stringColumn } from '../../../table/build.ts';
import { cell, type NumberColumn } from '../../../table/column.ts';
import { columnNames, type Table, tableOf, takeRows } from '../../../table/table.ts';
import type { EstimatorSpec, FitInput } from '../../estimator.ts';
import { fitEstimator, predictWith, transformTraining, transformWith } from '../../fit.ts';
import { linearRecipe, targetEncoder, treeRecipe } from '../../index.ts';
import { type PipelineState, throughTransformers } from '../../pipeline.ts';
import { dealRows } from './deal-rows.ts';

const spec = (params = {}) => ({ name: 'target_encoder', params });
const learn = (input: FitInput, params = {}) => fitEstimator(spec(params), input, { rng: createRng(4) });
const inputOf = (texts: readonly (string | null)[], y: ArrayLike<number>, nClasses = 0): FitInput => ({
  X: tableOf([stringColumn('t', [...texts])]),
  y: Float64Array.from(y),
  nClasses,
});
const rowsOf = (X: Table) => Array.from({ length: X.nRows }, (_, row) => X.columns.map((column) => cell(column, row)));
const numbersOf = (X: Table, at = 0) => (X.columns[at] as NumberColumn).values;

function expectNear(actual: readonly (readonly unknown[])[], expected: readonly (readonly number[])[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [row, values] of expected.entries()) {
    for (const [k, value] of values.entries()) expect(actual[row][k] as number).toBeCloseTo(value, 12);
  }
}

describe('equals scikit-learn', () => {
  it.each(reference.cases.map((one) => [`${one.name}, smooth ${one.smooth}`, one] as const))('%s', (_, one) => {
    const nClasses = one.name === 'binary' ? 2 : one.name === 'multiclass' ? 4 : 0;
    const input = inputOf(reference.texts, one.y, nClasses);
    const fitted = learn(input, { smooth: one.smooth });
    expectNear(rowsOf(transformWith(fitted, input.X)), one.train);
    expectNear(rowsOf(transformWith(fitted, tableOf([stringColumn('t', reference.textsLater)]))), one.later);
  });
});

const texts = fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 2, maxLength: 40 });

it('hands on each training row as the other folds encode it', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 5 }), (cells, folds) => {
      const input = inputOf(
        cells,
        cells.map((_, row) => (row * 7) % 5),
      );
      const out = transformTraining(learn(input, { folds }), input, { rng: createRng(8) });
      const foldOf = dealRows(input, Math.min(folds, cells.length), createRng(8).split('folds'));
      for (const [row, value] of numbersOf(out).entries()) {
        const others = Int32Array.from(cells.keys()).filter((other) => foldOf[other] !== foldOf[row]);
        const part = {
          ...input,
          X: takeRows(input.X, others),
          y: Float64Array.from(others, (other) => input.y![other]),
        };
        const alone = transformWith(learn(part), takeRows(input.X, [row]));
        expect(value).toBeCloseTo(numbersOf(alone)[0], 12);
      }
    }),
    { numRuns: 40 },
  );
});

it('encodes a row without its own target, whatever that is', () => {
  const cells = Array.from({ length: 30 }, (_, row) => `c${row % 4}`);
  const y = cells.map((_, row) => (row * 11) % 13);
  const encoded = (values: readonly number[]) => {
    const input = inputOf(cells, values);
    return numbersOf(transformTraining(learn(input), input, { rng: createRng(1) }));
  };
  for (const row of [0, 7, 29]) expect(encoded(y.with(row, 1e6))[row]).toBe(encoded(y)[row]);
});

it('holds every row out once, the rows of a class in different folds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 50 }), (codes) => {
      const foldOf = dealRows(inputOf(codes.map(String), codes, 3), 3, createRng(2));
      for (const code of [0, 1, 2]) {
        const counts = [0, 0, 0];
        for (const [row, fold] of foldOf.entries()) if (codes[row] === code) counts[fold]++;
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('does not depend on the order of rows', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 1000 }), (cells, seed) => {
      const order = createRng(seed).permutation(cells.length);
      const y = cells.map((_, row) => (row * 5) % 7);
      const [one, other] = [
        inputOf(cells, y),
        inputOf(
          Array.from(order, (row) => cells[row]),
          Array.from(order, (row) => y[row]),
        ),
      ];
      const [expected, actual] = [one, other].map((input) => numbersOf(transformWith(learn(input), one.X)));
      for (const [row, value] of expected.entries()) expect(actual[row]).toBeCloseTo(value, 12);
    }),
  );
});

it('gives unseen and never missing texts the overall mean', () => {
  const fitted = learn(inputOf(['a', 'a', 'b'], [1, 2, 6]));
  expect(rowsOf(transformWith(fitted, tableOf([stringColumn('t', ['z', null])])))).toEqual([[3], [3]]);
});

it('leaves columns of few categories and running text alone, and keeps texts when asked', () => {
  const X = tableOf([
    stringColumn('few', ['a', 'b', 'a', 'b']),
    stringColumn('many', ['a', 'b', 'c', 'd']),
    { ...stringColumn('note', ['one', 'two', 'three', 'four']), text: true },
    numberColumn('many:mean', [1, 2, 3, 4]),
  ]);
  const input = { X, y: Float64Array.of(0, 1, 0, 1), nClasses: 2 };
  const namesOf = (params: object) => columnNames(transformWith(learn(input, params), X));
  expect(namesOf({ minCategories: 3 })).toEqual(['few', 'note', 'many:mean', 'many:mean#2']);
  expect(namesOf({ minCategories: 3, keep: true })).toEqual(['few', 'many', 'note', 'many:mean', 'many:mean#2']);
});

it('stands in recipes for columns of many categories, when asked', () => {
  const nRows = 300;
  const cells = (count: number) => Array.from({ length: nRows }, (_, row) => `c${row % count}`);
  const X = tableOf([stringColumn('many', cells(100)), stringColumn('few', cells(99))]);
  const roles = [
    { name: 'many', role: 'categorical' },
    { name: 'few', role: 'categorical' },
  ] as const;
  const y = Float64Array.from({ length: nRows }, (_, row) => (row % 100) / 100);
  const namesAfter = (steps: EstimatorSpec[]) => {
    const params = { steps: [...steps, { name: 'ridge', params: {} }] };
    const fitted = fitEstimator(
      { name: 'pipeline', params },
      { X, y, task: 'regression', nClasses: 0 },
      { rng: createRng(1) },
    );
    return columnNames(throughTransformers((fitted.state as PipelineState).steps, X));
  };
  const numbers = { name: 'numeric_imputer', params: {} };
  expect(namesAfter([...treeRecipe(roles, { encodeByTarget: true }), numbers])).toEqual(['many:mean', 'few']);
  expect(namesAfter([...treeRecipe(roles), numbers])).toEqual(['many', 'few']);
  const linear = namesAfter(linearRecipe(roles, { encodeByTarget: true }));
  expect(linear[0]).toBe('many:mean');
  expect(linear.some((name) => name.startsWith('many='))).toBe(false);
  const noTexts = [{ name: 'x', role: 'numeric' }] as const;
  expect(linearRecipe(noTexts, { encodeByTarget: true })).toEqual(linearRecipe(noTexts));
});

it('learns nothing from a random column of many categories', () => {
  const rng = createRng(21);
  const nRows = 1200;
  const cells = Array.from({ length: nRows }, () => `c${rng.integer(400)}`);
  const y = Float64Array.from({ length: nRows }, () => rng.integer(2));
  const steps = [{ name: 'target_encoder' }, { name: 'gbdt', params: { nEstimators: 20, minChildSamples: 10 } }];
  const pick = (from: number, to: number) => ({
    X: takeRows(tableOf([stringColumn('t', cells)]), range(from, to)),
    y: y.slice(from, to),
  });
  const train = pick(0, 600);
  const valid = pick(600, 1200);
  const fitted = fitEstimator(
    { name: 'pipeline', params: { steps } },
    { ...train, task: 'binary', nClasses: 2 },
    { rng },
  );
  const auc = (part: typeof train) =>
    metricByName('roc_auc').compute({ yTrue: part.y, predictions: predictWith(fitted, part.X), nClasses: 2 });
  // Standard error of a chance AUC on 600 rows: sqrt((n + 1) / (12 n1 n0)).
  const error = Math.sqrt(601 / (12 * 300 * 300));
  expect(Math.abs(auc(valid) - 0.5)).toBeLessThan(3 * error);
  const naive = numbersOf(transformWith(learn({ ...train, nClasses: 2 }), train.X));
  const honest = numbersOf(transformTraining(learn({ ...train, nClasses: 2 }), { ...train, nClasses: 2 }, { rng }));
  const aucOf = (values: Float64Array) => {
    const predictions = { values, probabilities: [values.map((value) => 1 - value), values] };
    return metricByName('roc_auc').compute({ yTrue: train.y, predictions, nClasses: 2 });
  };
  expect(aucOf(naive)).toBeGreaterThan(0.8);
  expect(Math.abs(aucOf(honest) - 0.5)).toBeLessThan(0.1);
});

it('serves library users', async () => {
  const X = tableOf([stringColumn('city', ['Bern', 'Bern', 'Graz', 'Graz'])]);
  const y = ['no', 'yes', 'yes', 'yes'];
  const encoder = targetEncoder({ smooth: 0 });
  const { transformer, X: training } = await encoder.fitTransform(X, { y });
  expect(rowsOf(transformer.transform(X))).toEqual([[0.5], [0.5], [1], [1]]);
  expect(rowsOf(training)).not.toEqual(rowsOf(transformer.transform(X)));
  expect((await encoder.fit(X, { y })).fitted).toEqual(transformer.fitted);
  await expect(encoder.fit(X)).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

it('keeps the target out of training rows inside a chain too', () => {
  const texts = Array.from({ length: 40 }, (_, row) => `t${row % 13}`);
  const input = inputOf(
    texts,
    texts.map((_, row) => (row * 7) % 5),
  );
  const chained = { name: 'chain', params: { steps: [spec(), { name: 'standard_scaler', params: {} }] } };
  const fitted = fitEstimator(chained, input, { rng: createRng(4) });
  const handedOn = numbersOf(transformTraining(fitted, input, { rng: createRng(4) }));
  const alone = learn(input);
  const rng = createRng(4).split('step-0');
  const encoded = transformTraining(alone, input, { rng });
  const scaled = fitEstimator({ name: 'standard_scaler', params: {} }, { ...input, X: encoded }, { rng });
  expect(handedOn).toEqual(numbersOf(transformWith(scaled, encoded)));
  expect(handedOn).not.toEqual(numbersOf(transformWith(fitted, input.X)));
});
