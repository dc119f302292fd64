/** Naive Bayes beside scikit-learn, and what it promises. */
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/naive-bayes.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import type { Column, NumberColumn } from '../../table/column.ts';
import { type Table, tableOf, takeRows, withColumns, without } from '../../table/table.ts';
import { naiveBayes } from './naive-bayes.ts';

const codesColumn = (name: string, values: readonly number[], cardinality: number): NumberColumn => ({
  ...numberColumn(name, values),
  cardinality,
});
const learn = (X: Table, y: ArrayLike<number>, nClasses: number, sampleWeight?: ArrayLike<number>, params = {}) =>
  naiveBayes.fit(
    {
      X,
      y: Float64Array.from(y),
      task: nClasses === 2 ? 'binary' : 'multiclass',
      nClasses,
      sampleWeight: sampleWeight && Float64Array.from(sampleWeight),
    },
    naiveBayes.params.parse(params),
    { rng: createRng(0) },
  );
const probabilities = (state: ReturnType<typeof learn>, X: Table) => naiveBayes.predict(state, X).probabilities!;

describe('probabilities equal the reference', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const X = tableOfCase(one);
    const nClasses = one.probabilities[0].length;
    const state = learn(X, one.y, nClasses, one.sampleWeight ?? undefined, one.params);
    const ours = probabilities(state, X);
    for (const [row, expected] of one.probabilities.entries()) {
      for (let code = 0; code < nClasses; code++) expect(ours[code][row]).toBeCloseTo(expected[code], 9);
    }
  });
});

describe('relations', () => {
  const one = reference.cases.at(-1)!;
  const X = tableOfCase(one);
  const weights = one.sampleWeight!;
  const base = probabilities(learn(X, one.y, 3), X);

  it('does not depend on the order of rows', () => {
    const order = createRng(4).permutation(X.nRows);
    const shuffled = learn(
      takeRows(X, order),
      Array.from(order, (row) => one.y[row]),
      3,
    );
    expectClose(probabilities(shuffled, X), base);
  });

  it('takes a row twice as a row of weight two', () => {
    const twice = Array.from({ length: X.nRows }, (_, row) => (row % 3 === 0 ? [row, row] : [row])).flat();
    const doubled = learn(
      takeRows(X, twice),
      twice.map((row) => one.y[row]),
      3,
    );
    const weighted = learn(
      X,
      one.y,
      3,
      weights.map((_, row) => (row % 3 === 0 ? 2 : 1)),
    );
    expectClose(probabilities(weighted, X), probabilities(doubled, X));
  });

  it('does not depend on the units of columns', () => {
    const rescaled = tableOf(
      (X.columns as NumberColumn[]).map((column) =>
        column.cardinality ? column : { ...column, values: column.values.map((value) => value * -1000 + 7) },
      ),
    );
    const params = { varianceSmoothing: 0.1 };
    expectClose(
      probabilities(learn(rescaled, one.y, 3, weights, params), rescaled),
      probabilities(learn(X, one.y, 3, weights, params), X),
    );
  });

  it('does not depend on the names of categories', () => {
    const renamed = tableOf(
      (X.columns as NumberColumn[]).map((column) =>
        column.cardinality
          ? { ...column, values: column.values.map((code) => column.cardinality! - 1 - code) }
          : column,
      ),
    );
    expectClose(probabilities(learn(renamed, one.y, 3), renamed), base);
  });

  it('answers a gap as if the column had not been there', () => {
    for (const name of ['n1', 'c2']) {
      const column = X.columns.find((known) => known.name === name) as NumberColumn;
      const fewer = probabilities(learn(without(X, [name]), one.y, 3), without(X, [name]));
      for (const unknown of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const gap: Column = { ...column, values: column.values.map(() => unknown) };
        expectClose(probabilities(learn(X, one.y, 3), withColumns(X, [gap])), fewer);
      }
    }
  });
});

describe('at the edge', () => {
  it('skips gaps of training rows, in numbers and in categories', () => {
    const y = [0, 0, 1, 1, 0, 1];
    const whole = tableOf([numberColumn('a', [1, 2, 5, 7]), codesColumn('b', [0, 1, 2, 2], 3)]);
    const gaps = tableOf([
      numberColumn('a', [1, 2, 5, 7, Number.NaN, Number.POSITIVE_INFINITY]),
      codesColumn('b', [0, 1, 2, 2, Number.NaN, 5], 3),
    ]);
    expectClose(probabilities(learn(gaps, y, 2), whole), probabilities(learn(whole, y.slice(0, 4), 2), whole));
  });

  it('takes a code that training did not have as unknown', () => {
    const X = tableOf([codesColumn('b', [0, 0, 1, 1, 1], 2)]);
    const state = learn(X, [0, 0, 1, 1, 1], 2);
    const ours = probabilities(state, tableOf([numberColumn('b', [2, -1, 0.5, Number.NaN])]));
    for (const share of ours[1]) expect(share).toBeCloseTo(0.6, 12);
  });

  it('knows the shares of classes alone from columns that are constant or empty', () => {
    const X = tableOf([numberColumn('same', [3, 3, 3, 3]), numberColumn('none', new Float64Array(4).fill(Number.NaN))]);
    const state = learn(X, [0, 1, 1, 1], 2);
    expect(state.numbers).toEqual([]);
    for (const share of probabilities(state, X)[1]) expect(share).toBeCloseTo(0.75, 12);
  });

  it('does not rule out a class whose values are all missing', () => {
    const X = tableOf([numberColumn('a', [1, 2, 3, Number.NaN, Number.NaN])]);
    const [first, second] = probabilities(learn(X, [0, 0, 0, 1, 1], 2), X);
    for (const row of [0, 1, 2]) expect(second[row] > 0.2 && first[row] > 0.2).toBe(true);
  });

  it('answers absurd sizes', () => {
    const X = tableOf([numberColumn('a', [1, 2, 30, 50]), numberColumn('b', [1e308, -1e308, 1e308, 1])]);
    const state = learn(X, [0, 0, 1, 1], 2);
    const far = tableOf([numberColumn('a', [1e308, -1e308]), numberColumn('b', [1e308, -1e308])]);
    const ours = probabilities(state, far);
    expect([...ours[0], ...ours[1]].every((share) => share >= 0 && share <= 1)).toBe(true);
    // Far from both classes the one that varies more is the likelier.
    expect(ours[1][0]).toBeGreaterThan(0.99);
  });

  it('refuses states whose parts do not fit', () => {
    const X = tableOf([numberColumn('a', [1, 2, 5, 7]), codesColumn('b', [0, 1, 1, 1], 2)]);
    const state = learn(X, [0, 0, 1, 1], 2);
    expect(naiveBayes.state.safeParse(state).success).toBe(true);
    for (const damaged of [
      { ...state, features: ['a'] },
      { ...state, logPriors: new Float64Array(3).fill(-1) },
      { ...state, logPriors: new Float64Array(2).fill(Number.NEGATIVE_INFINITY) },
      { ...state, numbers: [{ ...state.numbers[0], variances: Float64Array.of(0, 1) }] },
      { ...state, categories: [{ ...state.categories[0], cardinality: 3 }] },
    ])
      expect(naiveBayes.state.safeParse(damaged).success).toBe(false);
  });
});

function tableOfCase({ numbers, codes }: { readonly numbers: number[][]; readonly codes: number[][] }): Table {
  const columnsOf = (rows: readonly number[][], make: (values: number[], j: number) => Column) =>
    (rows[0] ?? []).map((_, j) =>
      make(
        rows.map((row) => row[j]),
        j,
      ),
    );
  return tableOf([
    ...columnsOf(numbers, (values, j) => numberColumn(`n${j}`, values)),
    ...columnsOf(codes, (values, j) => codesColumn(`c${j}`, values, reference.cardinalities[j])),
  ]);
}

function expectClose(actual: readonly Float64Array[], expected: readonly Float64Array[]): void {
  for (const [code, column] of expected.entries()) {
    for (const [row, share] of column.entries()) expect(actual[code][row]).toBeCloseTo(share, 9);
  }
}
