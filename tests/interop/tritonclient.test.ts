/**
 * The unmodified tritonclient (PyPI) against the server. MODELWRIGHT_INTEROP_PYTHON names a Python that has `tritonclient[all]`;
 * where there is none, this is skipped.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cell } from '../../src/table/column.ts';
import { takeRows } from '../../src/table/table.ts';
import { features, registerModel, smallModel } from '../server/small-models.ts';
import { withServer } from '../server/with-server.ts';

const python = process.env.MODELWRIGHT_INTEROP_PYTHON ?? 'python3';
const hasClient = spawnSync(python, ['-c', 'import tritonclient.http']).status === 0;
const script = fileURLToPath(new URL('tritonclient_http.py', import.meta.url));
const binary = smallModel('binary');

/** Rows in which nothing is missing, which NumPy's truth values and texts could not say. */
const rows = takeRows(
  features,
  Array.from({ length: features.nRows }, (_, row) => row).filter((row) =>
    features.columns.every((column) => cell(column, row) !== null),
  ),
);
const datatypes = { string: 'BYTES', number: 'FP64', boolean: 'BOOL', datetime: 'BYTES' } as const;
const columns = Object.fromEntries(
  rows.columns.map((column) => {
    const data = Array.from({ length: rows.nRows }, (_, row) => cell(column, row));
    return [column.name, { datatype: datatypes[column.kind], data }];
  }),
);

describe.skipIf(!hasClient)('tritonclient (skipped where Python has none)', () => {
  it('gets the bits of the model over HTTP, in JSON and in binary', () =>
    withServer(
      (store) => registerModel(store, 'late', binary),
      async ({ server }) => {
        const running = promisify(execFile)(python, [script, new URL(server.url).host, 'late', '1']);
        running.child.stdin?.end(JSON.stringify(columns));
        const told = JSON.parse((await running).stdout);
        const { values, probabilities } = binary.model.predict(rows);
        const expected = {
          id: 'seven',
          version: '1',
          prediction: Array.from(values, (code) => ['FALSE', 'TRUE'][code]),
          probabilities: Array.from({ length: rows.nRows * 2 }, (_, i) => probabilities![i % 2][i >> 1]),
          shape: [rows.nRows, 2],
        };
        expect(told).toMatchObject({
          live: true,
          ready: true,
          modelReady: true,
          versionReady: true,
          server: { name: 'modelwright' },
          model: { name: 'late', versions: ['1'] },
          json: expected,
          binary: expected,
          outputs: ['prediction', 'probabilities', 'prediction_id'],
        });
        expect(told.refused).toContain('"city" is missing');
      },
    ));
});
