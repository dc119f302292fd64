/** Explanations of models without a target: what the parts add up to, and the read ones against those found by asking. */
import { describe, expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../../tests/estimators/unlabelled-models.ts';
import type { LoadedModel } from '../../estimators/artifact.ts';
import { transformWith } from '../../estimators/fit.ts';
import type { StepsState } from '../../estimators/steps.ts';
import { log } from '../../math/log.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { columnOf, type Table, tableOf, takeRows } from '../../table/table.ts';
import { explainSampled } from './explain-sampled.ts';
import { explainWith, frugalRequest } from './explain-with.ts';
import { explainedScores } from './explanation.ts';

const X = groupedRows(120);
const some = takeRows(X, [0, 1, 2, 5, 18, 77]);
const close = (a: ArrayLike<number>, b: ArrayLike<number>, digits = 10) => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits);
};

describe('a detector of one isolation forest', () => {
  const model = unlabelledModel('anomaly', { name: 'outlier_detector', params: { folds: 3 } }, X);

  /** The logarithm to base 2 of the isolation score, from the forest's own column. */
  const logScores = (model: LoadedModel, rows: Table) => {
    const { steps } = model.fitted.state as StepsState;
    const { members } = steps[steps.length - 1].state as { members: { fitted: Parameters<typeof transformWith>[0] }[] };
    let table = rows;
    for (const step of steps.slice(0, -1)) table = transformWith(step, table);
    const { values } = columnOf(transformWith(members[0].fitted, table), 'anomaly_score') as NumberColumn;
    return values.map((score) => log(score) / log(2));
  };

  it('is explained by its trees, which add up to the logarithm of the isolation score', () => {
    const found = explainWith(model, some);
    expect(found).toMatchObject({ method: 'tree', scale: 'isolation', nOutputs: 1 });
    expect(found.inputs.names).toEqual(expect.arrayContaining(['width', 'weight', 'colour']));
    close(explainedScores(found), logScores(model, some));
    expect(frugalRequest(model, 2)).toEqual({});
  });

  it('has the values against a background that asking about every combination gives', () => {
    // Columns that stay single: the features that are made of one column count as players of their own.
    const weight = columnOf(X, 'weight') as NumberColumn;
    const other = numberColumn(
      'other',
      weight.values.map((value, row) => value * Number(row % 2) + row),
    );
    const numbers = tableOf([
      weight,
      other,
      numberColumn(
        'turn',
        weight.values.map((_, row) => row % 7),
      ),
    ]);
    const plain = unlabelledModel('anomaly', { name: 'outlier_detector', params: { folds: 2 } }, numbers);
    const [some, background] = [takeRows(numbers, [0, 1, 50, 99]), takeRows(numbers, [3, 7, 40, 41])];
    const read = explainWith(plain, some, { background });
    const asked = explainSampled((rows) => [logScores(plain, rows)], some, background, {
      method: 'exact',
      maxCoalitions: 512,
      seed: 0,
    });
    expect(read).toMatchObject({ method: 'tree', backgroundRows: 4 });
    close(read.expected, asked.expected);
    for (const [j, name] of read.inputs.names.entries()) {
      const other = asked.inputs.names.indexOf(name);
      close(
        read.inputs.values.subarray(j * some.nRows, (j + 1) * some.nRows),
        asked.inputs.values.subarray(other * some.nRows, (other + 1) * some.nRows),
      );
    }
  });
});

describe('k-means', () => {
  const background = takeRows(X, [3, 7, 40, 41, 90]);

  /** Mean squared distance to the other centres less that to the own, of each cluster. */
  const nearness = (model: LoadedModel, k: number) => (rows: Table) => {
    const { steps } = model.fitted.state as StepsState;
    const { centres, space } = steps[steps.length - 1].state as {
      centres: Float64Array;
      space: { features: string[] };
    };
    let table = rows;
    for (const step of steps.slice(0, -1)) table = transformWith(step, table);
    const columns = space.features.map((name) => (columnOf(table, name) as NumberColumn).values);
    const squares = Array.from({ length: k }, (_, c) =>
      Float64Array.from({ length: rows.nRows }, (_, row) =>
        columns.reduce((sum, column, j) => sum + (column[row] - centres[c * columns.length + j]) ** 2, 0),
      ),
    );
    const of = (c: number) =>
      squares[c].map((own, row) => (squares.reduce((sum, one) => sum + one[row], 0) - own) / (k - 1) - own);
    return k === 2 ? [of(1)] : squares.map((_, c) => of(c));
  };

  it.each([2, 3])('of %i clusters has the values that asking about every combination gives', (k) => {
    const model = unlabelledModel('cluster', { name: 'kmeans', params: { k, standardise: false } }, X);
    const read = explainWith(model, some, { background });
    expect(read).toMatchObject({ method: 'linear', scale: 'nearness', nOutputs: k === 2 ? 1 : 3 });
    const asked = explainSampled(nearness(model, k), some, background, {
      method: 'exact',
      maxCoalitions: 512,
      seed: 0,
    });
    expect(read.inputs.names).toEqual(asked.inputs.names);
    close(read.expected, asked.expected, 9);
    close(read.inputs.values, asked.inputs.values, 9);
    // The score is largest for the cluster that the row is in.
    const { values } = model.predict(some);
    const scores = explainedScores(read);
    for (let row = 0; row < some.nRows; row++) {
      const ofRow = Array.from({ length: read.nOutputs }, (_, c) => scores[c * some.nRows + row]);
      if (k === 2) expect(ofRow[0] > 0).toBe(values[row] === 1);
      else expect(ofRow.indexOf(Math.max(...ofRow))).toBe(values[row]);
    }
  });

  it('of one cluster has nothing to tell apart', () => {
    const model = unlabelledModel('cluster', { name: 'kmeans', params: { k: 1, standardise: false } }, X);
    expect([...explainWith(model, some).inputs.values].every((value) => value === 0)).toBe(true);
  });
});

describe('models that have to be asked', () => {
  it('add up to the anomaly score of several detectors', () => {
    const members = [{ name: 'robust_z' }, { name: 'lof' }];
    const model = unlabelledModel('anomaly', { name: 'outlier_detector', params: { members, folds: 2 } }, X);
    const found = explainWith(model, some);
    expect(found).toMatchObject({ method: 'exact', scale: 'value', nOutputs: 1, backgroundRows: 24 });
    close(explainedScores(found), model.predict(some).measures![0].values);
    expect(frugalRequest(model, 2).background!.nRows).toBe(8);
  });

  it('add up to the probability of each cluster of a mixture', () => {
    const params = { k: 3, covariance: 'diag', regularisation: 1e-3, standardise: false };
    const model = unlabelledModel('cluster', { name: 'gaussian_mixture', params }, X);
    const found = explainWith(model, some);
    expect(found).toMatchObject({ method: 'exact', scale: 'probability', nOutputs: 3 });
    close(
      explainedScores(found),
      model.predict(some).probabilities!.flatMap((chances) => [...chances]),
    );
  });

  it('are asked on wish even where they could be read', () => {
    const model = unlabelledModel('anomaly', { name: 'outlier_detector', params: { folds: 2 } }, X);
    const found = explainWith(model, some, { method: 'permutation', maxCoalitions: 8 });
    expect(found).toMatchObject({ method: 'permutation', scale: 'value' });
    close(explainedScores(found), model.predict(some).measures![0].values);
  });
});
