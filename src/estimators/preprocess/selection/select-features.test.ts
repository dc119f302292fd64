/** Selection against scikit-learn's F statistics (tests/reference/estimators), and that it looks at training rows alone. */
import { describe, expect, it } from 'vitest';
import { crossValidatedAuc } from '../../../../tests/estimators/cross-validated-auc.ts';
import reference from '../../../../tests/reference/estimators/f-scores.json' with { type: 'json' };
import { createRng } from '../../../math/philox.ts';
import { numberColumn, stringColumn } from '../../../table/build.ts';
import { columnNames, type Table, tableOf } from '../../../table/table.ts';
import type { FitInput } from '../../estimator.ts';
import { fitEstimator, transformWith } from '../../fit.ts';
import '../../index.ts';
import { fScore } from './f-score.ts';

const keptBy = (input: FitInput, params: Readonly<Record<string, unknown>>) =>
  columnNames(transformWith(fitEstimator({ name: 'select_features', params }, input, { rng: createRng(6) }), input.X));

describe('F equals scikit-learn', () => {
  const weights = Float64Array.from(reference.weights);

  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const values = Float64Array.from(one.values);
    const y = Float64Array.from(one.y);
    for (const [expected, weighted] of [[one.f], [one.weighted, weights]] as const) {
      const actual = fScore(values, { y, nClasses: one.nClasses, weights: weighted });
      // The large offset has taken half of the digits from the values.
      expect(Math.abs(actual - expected)).toBeLessThan(1e-7 * expected + 1e-9);
    }
  });

  it('is 0 where nothing can be compared and infinite where nothing is left to say', () => {
    const f = (values: number[], y: number[], nClasses = 0) =>
      fScore(Float64Array.from(values), { y: Float64Array.from(y), nClasses });
    expect([f([0.1, 0.1, 0.1], [1, 2, 3]), f([1, 2, 3], [4, 4, 4]), f([1, 2, 3], [0, 0, 0], 2)]).toEqual([0, 0, 0]);
    expect([f([Number.NaN, Number.NaN], [1, 2]), f([1, 2], [1, 2])]).toEqual([0, 0]);
    expect(f([1, 2, 3, 4], [2, 4, 6, 8])).toBe(Number.POSITIVE_INFINITY);
    expect(f([1, 1, 5, 5], [0, 0, 1, 1], 2)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** `nRows` rows of noise columns beside those given. */
function withNoise(columns: readonly (readonly number[])[], count: number, nRows: number): Table {
  const rng = createRng(31);
  const noise = Array.from({ length: count }, (_, j) =>
    numberColumn(
      `noise ${j}`,
      Array.from({ length: nRows }, () => rng.normal()),
    ),
  );
  return tableOf([...columns.map((values, j) => numberColumn(`real ${j}`, [...values])), ...noise]);
}

describe('what is kept', () => {
  const rng = createRng(9);
  const nRows = 300;
  const [a, b] = [0, 1].map(() => Array.from({ length: nRows }, () => rng.normal()));
  const X = withNoise([a, b], 40, nRows);

  it('f: columns that say something alone, and few of noise', () => {
    const input = { X, y: Float64Array.from(a, (value, row) => value + b[row] + rng.normal()), nClasses: 0 };
    const kept = keptBy(input, { method: 'f' });
    expect(kept.slice(0, 2)).toEqual(['real 0', 'real 1']);
    // Each of the 40 passes with probability 1/21.
    expect(kept.length).toBeLessThan(2 + 8);
    expect(keptBy(input, { maxFeatures: 1 })).toHaveLength(1);
    expect(keptBy(input, { probes: 0 })).toHaveLength(42);
  });

  it('gbdt: also columns that no line through the rows shows', () => {
    const input = { X, y: Float64Array.from(a, (value) => Number(Math.abs(value) > 0.7)), nClasses: 2 };
    expect(keptBy(input, { method: 'gbdt', maxFeatures: 1 })).toEqual(['real 0']);
    expect(keptBy(input, { method: 'f', maxFeatures: 1 })).not.toEqual(['real 0']);
  });

  it('one column at least, in the order of the table, and all of other kinds', () => {
    const texts = stringColumn(
      'text',
      a.map(() => 'x'),
    );
    const mixed = tableOf([X.columns[5], texts, X.columns[0]]);
    const input = { X: mixed, y: Float64Array.from(a, () => rng.normal()), nClasses: 0 };
    expect(keptBy(input, { probes: 200 })).toHaveLength(2);
    expect(keptBy({ ...input, y: Float64Array.from(a) }, { probes: 0, maxFeatures: 2 })).toEqual(columnNames(mixed));
    expect(keptBy({ ...input, X: tableOf([texts]) }, {})).toEqual(['text']);
  });
});

it('finds nothing in noise when it selects inside folds, and much when it looks at all rows before', () => {
  const nRows = 100;
  const rng = createRng(17);
  const X = withNoise([], 800, nRows);
  const y = Float64Array.from({ length: nRows }, (_, row) => row % 2);
  const chosen = { name: 'select_features', params: { maxFeatures: 10 } };
  const before = transformWith(fitEstimator(chosen, { X, y, nClasses: 2 }, { rng }), X);
  // Standard error of a chance AUC on 100 rows.
  const error = Math.sqrt(101 / (12 * 50 * 50));
  expect(crossValidatedAuc(before, y)).toBeGreaterThan(0.5 + 4 * error);
  expect(Math.abs(crossValidatedAuc(X, y, [chosen]) - 0.5)).toBeLessThan(3 * error);
});
