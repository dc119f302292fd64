/** Exports of registered models through the library: the same answers as the model in process. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Predict } from '../../src/exchange/esm/runtime/predictor.ts';
import { type Modelwright, openModelwright } from '../../src/index.ts';
import { exportRows } from './export-cases.ts';
import { largestDifference, onnxAnswers } from './onnx-session.ts';

let folder = '';
let mw: Modelwright;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-export-'));
  mw = await openModelwright({ home: join(folder, 'home') });
  const rows = exportRows(300, 4).map((row) => ({ ...row, y: Number(row['amount'] ?? 0) > 150 ? 'many' : 'few' }));
  await writeFile(join(folder, 'train.json'), JSON.stringify(rows));
  await mw.train({ source: join(folder, 'train.json'), target: 'y', name: 'amounts', maxCandidates: 1 });
}, 120_000);

afterAll(async () => {
  await mw.close();
  await rm(folder, { recursive: true, force: true });
});

it('a registered model answers from its module as from the registry', async () => {
  const output = join(folder, 'amounts.mjs');
  const told = await mw.export({ model: 'amounts', output });
  const { artifactHash } = await mw.models.show({ model: 'amounts' });
  expect(told).toMatchObject({ name: 'amounts', version: 1, format: 'esm', output, artifactHash });
  expect((await readFile(output)).length).toBe(told.bytes);
  const { predict, metadata } = (await import(pathToFileURL(output).href)) as {
    predict: Predict;
    metadata: Record<string, unknown>;
  };
  const model = await mw.load('amounts');
  expect(metadata).toMatchObject({ name: 'amounts', version: 1, artifactHash, inputs: model.signature.inputs });
  const rows = exportRows(200, 9, true);
  expect(predict(rows)).toEqual(model.predict(rows));
});

it('and from its ONNX file, nearly', async () => {
  const output = join(folder, 'amounts.onnx');
  await mw.export({ model: 'amounts@1', format: 'onnx', output });
  const model = await mw.load('amounts');
  const rows = exportRows(200, 10, true);
  const { predictions, probabilities } = model.predict(rows);
  const found = await onnxAnswers(await readFile(output), model.signature, rows, '(missing)');
  expect(found.labels).toEqual(predictions);
  for (const [code, name] of model.signature.target.classes.entries()) {
    const expected = probabilities!.map((shares) => shares[name]);
    expect(largestDifference(found.probabilities![code], expected)).toBeLessThan(1e-6);
  }
});

it.each([
  ['a folder', ''],
  ['in no folder', 'none/model.mjs'],
])('an output that is %s is refused', async (_, name) => {
  const output = join(folder, name);
  await expect(mw.export({ model: 'amounts', output })).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
});
