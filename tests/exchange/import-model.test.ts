/** `models import` through the library: an imported model is a version like others, with answers to the bit of its library. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { type Modelwright, openModelwright } from '../../src/index.ts';
import { sigmoid } from '../../src/math/sigmoid.ts';
import { expectedNumbers, type ModelCase, modelCases } from '../reference/exchange/reference-models.ts';

const folder = mkdtempSync(join(tmpdir(), 'modelwright-import-'));
const caseOf = (file: string, name: string) => modelCases(file).cases.find((one) => one.name === name)!;

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The rows as CSV with a last column y. */
function csv(names: readonly string[], { rows }: ModelCase, y: readonly (string | number)[]): string {
  const lines = rows.map((row, i) =>
    [...row.map((cell) => (cell === null || cell === 'nan' ? '' : cell)), y[i]].join(),
  );
  return `${[...names, 'y'].join()}\n${lines.join('\n')}\n`;
}

let mw: Modelwright;
beforeAll(async () => {
  mw = await openModelwright({ home: join(folder, 'home') });
});
afterAll(async () => {
  await mw.close();
  rmSync(folder, { recursive: true });
});

describe('a binary LightGBM model', () => {
  const one = caseOf('lightgbm.json', 'binary');
  const likely = expectedNumbers(one.predicted);
  const columns = [0, 1, 2, 3].map((j) => `Column_${j}`);
  const data = { ...one, rows: one.rows.filter((row) => !row.some((cell) => cell === 'inf' || cell === '-inf')) };
  const ofData = likely.filter((_, i) => data.rows.includes(one.rows[i]));

  it('is registered with its file hash and without a verdict', async () => {
    const file = written('churn.txt', one.model);
    const answer = await mw.models.import({ file, name: 'churn', target: 'y', classes: ['no', 'yes'] });
    expect(answer).toMatchObject({
      model: { name: 'churn', version: 1 },
      importedFrom: 'lightgbm',
      objective: 'binary',
      task: 'binary',
      trees: 4,
      fileHash: sha256(one.model),
    });
    const shown = await mw.models.show({ model: 'churn' });
    expect(shown).toMatchObject({ verdict: null, aliases: [], reportPath: null, runId: null });
    expect(shown.lineage).toMatchObject({ importedFrom: 'lightgbm', fileHash: answer.fileHash });
    expect(await mw.models.verify({ model: 'churn' })).toMatchObject({ goldenRows: 64, verified: true });
  });

  it('is the same artifact when it is imported again', async () => {
    const { artifactHash } = await mw.models.show({ model: 'churn@1' });
    const again = await mw.models.import({
      file: join(folder, 'churn.txt'),
      sha256: sha256(one.model).toUpperCase(),
      name: 'churn',
      target: 'y',
      classes: ['no', 'yes'],
    });
    expect(again).toMatchObject({ model: { version: 2 }, artifactHash });
  });

  it('answers single rows and scores files', async () => {
    const model = await mw.load('churn');
    const rows = data.rows.map((row) =>
      Object.fromEntries(columns.map((name, j) => [name, row[j] === 'nan' ? null : Number(row[j])])),
    );
    const { probabilities } = model.predict(rows);
    const far = ofData.filter((p, i) => Math.abs(probabilities![i]['yes'] - p) > 4 * Number.EPSILON * p);
    expect(far).toEqual([]);
    const source = written(
      'rows.csv',
      csv(
        columns,
        data,
        ofData.map((p) => (p > 0.5 ? 'yes' : 'no')),
      ),
    );
    const output = join(folder, 'scored.csv');
    expect(await mw.predict({ model: 'churn', source, output })).toMatchObject({ rows: data.rows.length });
    const { metrics } = await mw.evaluate({ model: 'churn', source });
    expect(metrics['accuracy'].value).toBe(1);
  });

  it('explains single rows by its columns', async () => {
    const model = await mw.load('churn');
    const [row, other] = data.rows.map((cells) =>
      Object.fromEntries(columns.map((name, j) => [name, cells[j] === 'nan' ? null : Number(cells[j])])),
    );
    const { expected, inputs } = model.explain([row]);
    expect(inputs.names).toEqual(columns);
    const score = inputs.values.reduce((sum, value) => sum + value, expected[0]);
    expect(sigmoid(score)).toBeCloseTo(model.predict([row]).probabilities![0]['yes'], 12);
    expect(model.explain([other], { background: [other] }).inputs.values.every((value) => value === 0)).toBe(true);
  });

  it('is monitored against rows that it is known to fit', async () => {
    const reference = join(folder, 'rows.csv');
    const same = await mw.monitor({ model: 'churn', reference, current: reference });
    expect(same).toMatchObject({ from: 'source', rows: data.rows.length, drift: { drifted: false } });
    expect(same.performance).toMatchObject({ status: 'stable', message: expect.stringContaining('in the reference') });
    const moved = {
      ...data,
      rows: data.rows.map((row) => row.map((cell) => (cell === 'nan' ? cell : Number(cell) + 9))),
    };
    const current = written(
      'moved.csv',
      csv(
        columns,
        moved as ModelCase,
        ofData.map((p) => (p > 0.5 ? 'no' : 'yes')),
      ),
    );
    const other = await mw.monitor({ model: 'churn', reference, current });
    expect(other).toMatchObject({ drift: { drifted: true }, performance: { status: 'degraded' } });
    expect(other.alerts.map(({ message }) => message).join(' ')).not.toContain('training');
    const logged = await mw.monitor({ model: 'churn', reference });
    expect(logged).toMatchObject({ from: 'batch', rows: data.rows.length, drift: { drifted: false } });
    await expect(mw.monitor({ model: 'churn' })).rejects.toMatchObject({
      code: 'REFERENCE_MISSING',
      message: expect.stringContaining('--reference <source>'),
    });
  });

  it('has nothing to reproduce or retrain from, and needs force to be champion', async () => {
    const data = join(folder, 'rows.csv');
    const imported = expect.objectContaining({ code: 'MODEL_IMPORTED' });
    await expect(mw.reproduce({ model: 'churn' })).rejects.toEqual(imported);
    await expect(mw.retrain({ model: 'churn', data })).rejects.toEqual(imported);
    const move = { model: 'churn', reason: 'known from before' };
    await expect(mw.models.promote(move)).rejects.toMatchObject({ code: 'PROMOTION_REFUSED' });
    expect(await mw.models.promote({ ...move, force: true })).toMatchObject({ version: 2 });
  });
});

it.each([
  ['lightgbm.json', 'classes one by one'],
  ['xgboost.json', 'probabilities'],
])('judges several classes of %s, %s', async (fixture, name) => {
  const one = caseOf(fixture, name);
  const rows = one.rows.flatMap((row, i) => (row.some((cell) => cell === 'inf' || cell === '-inf') ? [] : [i]));
  const file = written('classes.txt', one.model);
  const { inputs, classes } = await mw.models.import({ file, name: 'classes', target: 'y' });
  expect(classes).toEqual(['0', '1', '2']);
  const best = rows.map((i) => {
    const ofRow = one.predicted[i].map(Number);
    return ofRow.indexOf(Math.max(...ofRow));
  });
  const data = { ...one, rows: rows.map((i) => one.rows[i]) };
  const source = written(
    'classes.csv',
    csv(
      inputs.map((input) => input.name),
      data,
      best,
    ),
  );
  const { metrics } = await mw.evaluate({ model: 'classes', source });
  expect(metrics['accuracy'].value).toBe(1);
  expect(metrics['log_loss'].value).toBeGreaterThan(0);
});

it('takes the labels that a model was trained with, and codes as numbers', async () => {
  const one = caseOf('xgboost.json', 'labels');
  const file = written('prices.json', one.model);
  const { inputs } = await mw.models.import({ file, name: 'prices', target: 'y' });
  expect(inputs).toEqual([
    { name: 'size', type: 'number' },
    { name: 'side', type: 'string' },
    { name: 'floors', type: 'number' },
  ]);
  const source = written('prices.csv', csv(['size', 'side', 'floors'], one, expectedNumbers(one.predicted)));
  const { metrics } = await mw.evaluate({ model: 'prices', source });
  expect(metrics['rmse'].value).toBe(0);
});

it('names what is wrong', async () => {
  const refused = (input: Parameters<Modelwright['models']['import']>[0]) =>
    mw.models.import(input).then(
      () => 'taken',
      (error: unknown) => `${(error as { code: string }).code} ${(error as Error).message}`,
    );
  const file = join(folder, 'churn.txt');
  expect(await refused({ file: join(folder, 'nothing'), name: 'a' })).toMatch(/^SOURCE_NOT_FOUND/);
  expect(await refused({ file: folder, name: 'a' })).toMatch(/^SOURCE_UNREADABLE.*it is a folder/);
  expect(await refused({ file: written('empty', ''), name: 'a' })).toMatch(/^MODEL_FILE_INVALID/);
  expect(await refused({ file: written('text', 'hello'), name: 'a' })).toMatch(/^MODEL_FILE_INVALID.*neither/);
  expect(await refused({ file: written('pickle.json', '\u0002'), name: 'a' })).toMatch(/^MODEL_FILE_INVALID/);
  expect(await refused({ file, name: 'a', classes: ['no'] })).toMatch(/^PARAM_INVALID classes/);
  expect(await refused({ file, name: 'a', classes: ['no', 'no'] })).toMatch(/^PARAM_INVALID classes/);
  expect(await refused({ file, name: 'a', target: 'Column_1' })).toMatch(/^PARAM_INVALID target/);
  expect(await refused({ file, name: '../a' })).toMatch(/^NAME_INVALID/);
  expect(await refused({ file, name: 'a', sha256: 'cafe' })).toMatch(/^PARAM_INVALID sha256: .*64 hexadecimal digits/);
  const onnx = fileURLToPath(new URL('../fixtures/onnx/sklearn-forest.onnx', import.meta.url));
  for (const other of [file, onnx]) {
    const found = sha256(readFileSync(other));
    const law = sha256('another file');
    expect(await refused({ file: other, name: 'a', sha256: law })).toBe(
      `MODEL_FILE_REFUSED the model file is refused: its SHA-256: expected ${law}, got ${found}`,
    );
  }
  await expect(mw.models.list({ name: 'a' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});
