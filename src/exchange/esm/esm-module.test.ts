import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../estimators/index.ts';
import { type ExportCase, exportCases } from '../../../tests/exchange/export-cases.ts';
import { predictWith } from '../../estimators/fit.ts';
import { answersOf } from '../../serve/answers.ts';
import { compileRowReader } from '../../serve/row-reader.ts';
import { exportPlan } from '../export-lower.ts';
import { esmModule } from './esm-module.ts';
import type { Predict } from './runtime/predictor.ts';

const label = { name: 'case', version: 3, artifactHash: 'ab'.repeat(32) };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-esm-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Loaded {
  readonly predict: Predict;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly RowError: new () => Error;
}

async function load({ name, signature, fitted }: ExportCase): Promise<Loaded> {
  const path = join(folder, `${name.replace(/\W/g, '-')}.mjs`);
  await writeFile(path, await esmModule(exportPlan(signature, fitted, 'esm'), label));
  return (await import(pathToFileURL(path).href)) as Loaded;
}

describe('an exported module', () => {
  it.each(exportCases().map((one) => [one.name, one] as const))(
    'answers %s as the library does, to the bit',
    async (_, one) => {
      const { predict } = await load(one);
      const { table } = compileRowReader(one.signature)(one.rows);
      const expected = answersOf(predictWith(one.fitted, table), one.signature.target);
      expect(predict(one.rows)).toEqual(expected);
      expect(predict(one.rows[0]).prediction).toBe(expected.predictions[0]);
    },
  );
});
