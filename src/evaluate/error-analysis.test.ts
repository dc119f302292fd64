import { expect, it } from 'vitest';
import { metricByName } from '../metrics/index.ts';
import { confusedPairs, worstRows } from './error-analysis.ts';

const regression = {
  yTrue: Float64Array.of(1, 2, 3, 4),
  nClasses: 0,
  predictions: { values: Float64Array.of(1, 5, Number.NaN, 1) },
};

it('names the rows that cost most, without their data', () => {
  expect(worstRows(metricByName('mae'), regression)).toEqual([
    { row: 1, loss: 3 },
    { row: 3, loss: 3 },
    { row: 0, loss: 0 },
  ]);
  expect(worstRows(metricByName('rmse'), regression, 1)).toEqual([{ row: 1, loss: 9 }]);
});

it('of a score that is maximised are the lowest', () => {
  const outcomes = {
    yTrue: Float64Array.of(0, 1, 1),
    nClasses: 2,
    predictions: { values: Float64Array.of(0, 0, 1) },
  };
  expect(worstRows(metricByName('accuracy'), outcomes, 1)).toEqual([{ row: 1, loss: 0 }]);
});

it('refuses a metric that rows have no share of', () => {
  expect(() => worstRows(metricByName('r2'), regression)).toThrow(/mean over rows.*r2/);
});

it('counts which class is taken for which', () => {
  const outcomes = {
    yTrue: Float64Array.of(0, 0, 0, 1, 2, 2),
    nClasses: 3,
    predictions: { values: Float64Array.of(0, 1, 1, 1, 0, 2) },
  };
  const pairs = confusedPairs(outcomes);
  expect(pairs.map(({ actual, predicted, rows }) => [actual, predicted, rows])).toEqual([
    [0, 1, 2],
    [2, 0, 1],
  ]);
  expect(pairs[0].share.value).toBeCloseTo(2 / 3, 12);
  expect(pairs[0].share.ci[0]).toBeLessThan(2 / 3);
  expect(confusedPairs(outcomes, 1)).toHaveLength(1);
});
