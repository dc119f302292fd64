import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import '../../estimators/index.ts';
import { type ExportCase, exportCases, exportRows } from '../../../tests/exchange/export-cases.ts';
import { predictWith } from '../../estimators/fit.ts';
import { compileRowReader } from '../../serve/row-reader.ts';
import { exportPlan } from '../export-lower.ts';
import { onnxModel } from './onnx-model.ts';

const label = { name: 'case', version: 3, artifactHash: 'ab'.repeat(32) };

describe('an ONNX file', () => {
  it.each(exportCases().map((one) => [one.name, one] as const))('answers %s as the library does', async (_, one) => {
    const { signature, fitted } = one;
    const rows = exportRows(2000, 5, true);
    const bytes = onnxModel(exportPlan(signature, fitted, 'onnx'), label);
    const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
    const { table } = compileRowReader(signature)(rows);
    const feeds = Object.fromEntries(
      signature.inputs.map(({ name, type }) => {
        const cells = rows.map((row) => row[name]);
        if (type === 'string') {
          return [
            name,
            new ort.Tensor(
              'string',
              cells.map((v) => (v === null ? '(missing)' : String(v))),
              [rows.length, 1],
            ),
          ];
        }
        const numbers = cells.map((v) =>
          v === null ? Number.NaN : type === 'datetime' ? Date.parse(String(v)) : Number(v),
        );
        return [name, new ort.Tensor('float64', Float64Array.from(numbers), [rows.length, 1])];
      }),
    );
    const { prediction, probabilities } = await session.run(feeds);
    const expected = predictWith(fitted, table);
    let worst = 0;
    const k = signature.target.classes.length;
    if (k === 0) {
      for (const [i, v] of expected.values.entries())
        worst = Math.max(worst, Math.abs(v - (prediction.data[i] as number)) / Math.max(1, Math.abs(v)));
    } else {
      for (const [c, p] of expected.probabilities!.entries())
        for (const [i, v] of p.entries())
          worst = Math.max(worst, Math.abs(v - (probabilities.data[i * k + c] as number)));
    }
    console.log(one.name, worst, bytes.length);
    expect(worst).toBeLessThan(1e-6);
    await session.release();
  });
});
