/** Normal scores against SciPy (tests/reference/estimators), and what they leave alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../tests/reference/estimators/normal-scores.json' with { type: 'json' };
import { createRng } from '../../math/philox.ts';
import { numberColumn, tableFrom } from '../../table/build.ts';
import { cell, type NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { fitEstimator, transformWith } from '../fit.ts';
import '../index.ts';
import { skewness } from './moments.ts';

const learn = (X: Table, params = {}, sampleWeight?: Float64Array) =>
  fitEstimator({ name: 'normal_scores', params }, { X, nClasses: 0, sampleWeight }, { rng: createRng(0) });
const scoresOf = (values: readonly (number | null)[], later = values, params = {}, weights?: Float64Array) => {
  const fitted = learn(tableOf([numberColumn('x', [...values])]), params, weights);
  return (transformWith(fitted, tableOf([numberColumn('x', [...later])])).columns[0] as NumberColumn).values;
};

describe('equals SciPy', () => {
  const weights = Float64Array.from(reference.weights);

  it.each(reference.columns.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const values = Float64Array.from(one.values, (value) => value ?? Number.NaN);
    expect(skewness(values)).toBeCloseTo(one.skewness, 10);
    expect(skewness(values, weights)).toBeCloseTo(one.weightedSkewness, 10);
    for (const [expected, weighted] of [[one.scores], [one.weightedScores, weights]] as const) {
      const actual = scoresOf(one.values, one.later, {}, weighted);
      for (const [row, score] of expected.entries()) expect(Math.abs(actual[row] - score)).toBeLessThan(1e-11);
    }
  });
});

it('leaves columns alone that are not skewed, and those of two values', () => {
  const X = tableFrom({ even: [1, 2, 3, 4, 5], skewed: [1, 1, 2, 3, 90], flag: [0, 0, 0, 0, 1], text: [...'abcde'] });
  const out = transformWith(learn(X, { minSkewness: 1 }), X);
  expect(out.columns.map(({ name }) => name)).toEqual(['even', 'skewed', 'flag', 'text']);
  expect([0, 2, 3].every((j) => out.columns[j] === X.columns[j])).toBe(true);
  expect(out.columns[1]).not.toEqual(X.columns[1]);
});

it('keeps gaps, and holds what lies beyond the training rows at their end', () => {
  const scores = scoresOf(
    [1, 2, 4, null, Number.POSITIVE_INFINITY],
    [null, -1e308, 1e308, Number.POSITIVE_INFINITY, 1, 4],
  );
  expect(scores[0]).toBeNaN();
  expect(scores[1]).toBe(scores[4]);
  expect([scores[2], scores[3]]).toEqual([scores[5], scores[5]]);
});

it('stays finite over the widest range of numbers', () => {
  const scores = scoresOf([-1.7e308, 0, 1.7e308], [-1e308, 0, 1e308]);
  expect(scores.every(Number.isFinite)).toBe(true);
  expect(scores[0]).toBeLessThan(0);
  expect(scores[2]).toBeGreaterThan(0);
});

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 });

it('does not see how a column is measured, as long as the order stays', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      fc.pre(new Set(values).size > 2);
      expect(scoresOf(values.map((value) => value * value * value))).toEqual(scoresOf(values));
      const turned = scoresOf(values.map((value) => -value));
      for (const [row, score] of scoresOf(values).entries()) expect(turned[row]).toBeCloseTo(-score, 12);
    }),
  );
});

it('is rising, whatever number of knots it keeps', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 3, max: 12 }), (values, maxKnots) => {
      const sorted = [...values].sort((a, b) => a - b);
      const scores = scoresOf(values, sorted, { maxKnots });
      expect(scores.every((score, i) => i === 0 || scores[i - 1] <= score)).toBe(true);
    }),
  );
});

it('keeps few knots of a long column, near the scores of all', () => {
  const rng = createRng(3);
  const values = Array.from({ length: 5000 }, () => rng.normal() * rng.normal());
  const X = tableOf([numberColumn('x', values)]);
  const state = learn(X, { maxKnots: 200 }).state as { columns: { knots: Float64Array }[] };
  expect(state.columns[0].knots.length).toBe(200);
  const [few, all] = [scoresOf(values, values, { maxKnots: 200 }), scoresOf(values, values, { maxKnots: 5000 })];
  // Within a step of 1/200 of the rows; only at the ends is such a step wide.
  const off = few.filter((score, row) => Math.abs(score - all[row]) > 0.05).length;
  expect(off).toBeLessThan(30);
  expect(cell(X.columns[0], 0)).toBe(values[0]);
});
