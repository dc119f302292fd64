/** Models without a target as ONNX files: what onnxruntime says of rows beside what the model says. */
import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../../tests/estimators/unlabelled-models.ts';
import type { LoadedModel } from '../../estimators/artifact.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn, StringColumn } from '../../table/column.ts';
import { columnOf, type Table, withColumns } from '../../table/table.ts';
import { exportedModel } from '../export-formats.ts';

const label = { name: 'case', version: 3, artifactHash: 'ab'.repeat(32) };

/** Later rows, some of which lie far from all that was seen. */
function laterRows(nRows: number): Table {
  const X = groupedRows(nRows);
  const { values } = columnOf(X, 'weight') as NumberColumn;
  return withColumns(X, [
    numberColumn(
      'weight',
      values.map((value, row) => (row % 17 === 3 ? 1e5 * value : value + (row % 5) * 9)),
    ),
  ]);
}

async function answersOf(model: LoadedModel, X: Table) {
  const bytes = (await exportedModel(model, label, 'onnx')) as Uint8Array;
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const shape = [X.nRows, 1];
  const number = (name: string) => new ort.Tensor('float64', (columnOf(X, name) as NumberColumn).values, shape);
  const { codes, dictionary } = columnOf(X, 'colour') as StringColumn;
  const colour = new ort.Tensor(
    'string',
    Array.from(codes, (code) => dictionary[code]),
    shape,
  );
  try {
    const results = await session.run({ width: number('width'), weight: number('weight'), colour });
    const [prediction, measure] = session.outputNames.map((name) => results[name]);
    return { names: session.outputNames, labels: prediction.data as string[], measure: measure.data as Float64Array };
  } finally {
    await session.release();
  }
}

const [X, later] = [groupedRows(300), laterRows(2000)];

const detectors: readonly (readonly [string, object])[] = [
  ['isolation forest', { members: [{ name: 'isolation_forest' }] }],
  ['isolation forest of one row a tree', { members: [{ name: 'isolation_forest', params: { maxSamples: 1 } }] }],
  ['robust z', { members: [{ name: 'robust_z' }] }],
  ['largest robust z', { members: [{ name: 'robust_z', params: { aggregate: 'max' } }] }],
  ['mean of both', { members: [{ name: 'isolation_forest' }, { name: 'robust_z' }], contamination: 0.2 }],
];

describe('an ONNX file', () => {
  it.each(detectors)('scores rows as a detector by %s does', async (_, params) => {
    const model = unlabelledModel('anomaly', { name: 'outlier_detector', params: { folds: 3, ...params } }, X);
    const { values, measures } = model.predict(later);
    const said = await answersOf(model, later);
    expect(said.names).toEqual(['prediction', 'anomaly_score']);
    const threshold = 1 - ('contamination' in params ? 0.2 : 0.05);
    let flagged = 0;
    for (const [row, score] of measures![0].values.entries()) {
      // Trees hand their sums on as float32, which a steep piece of the scale stretches.
      expect(Math.abs(said.measure[row] - score)).toBeLessThan(1e-4);
      flagged += values[row];
      if (Math.abs(score - threshold) > 1e-4) expect(said.labels[row]).toBe(values[row] ? 'anomaly' : 'usual');
    }
    if (!String(_).includes('one row')) expect(flagged).toBeGreaterThan(50);
  });

  it.each([1, 2, 5])('names the cluster of %i that k-means does', async (k) => {
    for (const standardise of [false, true]) {
      const model = unlabelledModel('cluster', { name: 'kmeans', params: { k, standardise } }, X);
      const { values, measures } = model.predict(later);
      const said = await answersOf(model, later);
      expect(said.names).toEqual(['prediction', 'cluster_distance']);
      for (const [row, distance] of measures![0].values.entries()) {
        expect(Math.abs(said.measure[row] - distance)).toBeLessThan(1e-9 * Math.max(1, distance));
        expect(said.labels[row]).toBe(String(values[row]));
      }
    }
  });

  it('has the same bytes each time, and says what it cannot hold', async () => {
    const model = unlabelledModel('cluster', { name: 'kmeans', params: { k: 3 } }, X);
    expect(await exportedModel(model, label, 'onnx')).toEqual(await exportedModel(model, label, 'onnx'));
    await expect(exportedModel(model, label, 'esm')).rejects.toMatchObject({ code: 'EXPORT_UNSUPPORTED' });
    const refused: readonly (readonly [string, 'anomaly' | 'cluster', EstimatorSpec])[] = [
      ['gaussian_mixture', 'cluster', { name: 'gaussian_mixture', params: { k: 2, covariance: 'diag' } }],
      ['lof', 'anomaly', { name: 'outlier_detector', params: { members: [{ name: 'lof' }], folds: 2 } }],
    ];
    for (const [name, task, spec] of refused) {
      await expect(exportedModel(unlabelledModel(task, spec, X), label, 'onnx')).rejects.toMatchObject({
        code: 'EXPORT_UNSUPPORTED',
        message: expect.stringContaining(`${name} has no translation`),
      });
    }
  });
});
