/** Explanations of rows by models without a target: each row is told why it is in its own cluster, or how strange it is. */
import { describe, expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../tests/estimators/unlabelled-models.ts';
import { takeRows } from '../table/table.ts';
import { explainRows, type RowExplanation } from './explain-rows.ts';

const X = groupedRows(90);
const some = takeRows(X, [0, 1, 2, 3, 4, 5]);
const scoreOf = ({ base, contributions }: RowExplanation) =>
  Object.values(contributions).reduce((sum, value) => sum + value, base);

describe('explainRows', () => {
  it.each([2, 3])('tells why a row is in its own of %i clusters of k-means', async (k) => {
    const model = unlabelledModel('cluster', { name: 'kmeans', params: { k, standardise: false } }, X);
    const { values } = model.predict(some);
    const { rows, method, scale } = await explainRows(model, some, values);
    expect({ method, scale }).toEqual({ method: 'linear', scale: 'nearness' });
    for (const [row, one] of rows.entries()) {
      expect(one.of).toBe(String(values[row]));
      expect(scoreOf(one)).toBeGreaterThan(0);
    }
    expect(new Set(values).size).toBe(k);
  });

  it('tells the probability of the own one of two clusters of a mixture', async () => {
    const params = { k: 2, covariance: 'diag', regularisation: 1e-2, standardise: false };
    const model = unlabelledModel('cluster', { name: 'gaussian_mixture', params }, X);
    const { values, probabilities } = model.predict(some);
    const { rows } = await explainRows(model, some, values);
    for (const [row, one] of rows.entries()) {
      expect(one.of).toBe(String(values[row]));
      expect(scoreOf(one)).toBeCloseTo(probabilities![values[row]][row], 9);
    }
    expect(new Set(values).size).toBe(2);
  });

  it('tells how strange a row is, in time that it is given', async () => {
    const model = unlabelledModel(
      'anomaly',
      { name: 'outlier_detector', params: { members: [{ name: 'robust_z' }] } },
      X,
    );
    const { values, measures } = model.predict(some);
    const { rows, scale } = await explainRows(model, some, values, 200);
    expect(scale).toBe('value');
    for (const [row, one] of rows.entries()) {
      expect(one.of).toBe('anomaly');
      expect(scoreOf(one)).toBeCloseTo(measures![0].values[row], 9);
    }
  });
});
