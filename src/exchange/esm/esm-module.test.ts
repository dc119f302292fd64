import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../estimators/index.ts';
import {
  answerCases,
  cornerCases,
  type ExportCase,
  exportCases,
  neighbourCases,
  readingCase,
} from '../../../tests/exchange/export-cases.ts';
import { randomForest, randomNumbers } from '../../../tests/exchange/random-forest.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { predictWith } from '../../estimators/fit.ts';
import { answersOf } from '../../serve/answers.ts';
import { compileRowReader } from '../../serve/row-reader.ts';
import { exportPlan } from '../export-lower.ts';
import { esmModule } from './esm-module.ts';
import { literal } from './literal.ts';
import type { Predict } from './runtime/predictor.ts';

const cases = exportCases();
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

const numbers = (nFeatures: number) =>
  Array.from({ length: nFeatures }, (_, j) => ({ name: `x${j}`, type: 'number' as const }));

describe('an exported module', () => {
  it.each([...cases, ...neighbourCases(), ...answerCases(), ...cornerCases()].map((one) => [one.name, one] as const))(
    'answers %s as the library does, to the bit',
    async (_, one) => {
      const { predict } = await load(one);
      const { table } = compileRowReader(one.signature)(one.rows);
      const expected = answersOf(predictWith(one.fitted, table), one.signature.target);
      expect(predict(one.rows)).toEqual(expected);
      expect(predict(one.rows[0]).prediction).toBe(expected.predictions[0]);
    },
  );

  const readings = (['numeric', 'categorical', 'boolean', 'datetime'] as const).flatMap((role) =>
    ['amount', 'zip', 'city', 'spelled', 'member', 'at'].map((name) => ({ name, role })),
  );
  it.each(readings)('reads column $name as $role, whatever its type', async ({ name, role }) => {
    const one = readingCase(name, role);
    const { predict } = await load(one);
    const { table } = compileRowReader(one.signature)(one.rows);
    expect(predict(one.rows)).toEqual(answersOf(predictWith(one.fitted, table), one.signature.target));
  });

  it.each([1, 2, 3, 4, 5])('answers forests that no training made, seed %i', async (seed) => {
    const shape = { nTrees: 30, nLeaves: 20, nFeatures: 6, nThresholds: 20, task: 'multiclass', nOutputs: 3 } as const;
    const fitted = randomForest(shape, seed);
    const columns = randomNumbers(500, 6, seed + 100);
    const signature = {
      inputs: numbers(6),
      target: { name: 'y', task: 'multiclass', classes: ['a', 'b', 'c'] },
    } as const;
    const rows = Array.from(columns[0], (_, row) =>
      Object.fromEntries(columns.map((values, j) => [`x${j}`, Number.isNaN(values[row]) ? null : values[row]])),
    );
    const { predict } = await load({ name: `forest ${seed}`, signature, fitted, rows });
    const { table } = compileRowReader(signature)(rows);
    expect(predict(rows)).toEqual(answersOf(predictWith(fitted, table), signature.target));
  });

  it('is below 1 MB for 500 trees of 31 leaves', async () => {
    const fitted = randomForest({ nTrees: 500, nLeaves: 31, nFeatures: 28, nThresholds: 255 }, 1);
    const signature = { inputs: numbers(28), target: { name: 'y', task: 'regression', classes: [] } } as const;
    const text = await esmModule(exportPlan(signature, fitted, 'esm'), label);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  it('says where it comes from, and is the same text every time', async () => {
    const [one] = cases;
    const { metadata } = await load(one);
    expect(metadata).toEqual({ ...label, inputs: one.signature.inputs, target: one.signature.target });
    const texts = [1, 2].map(() => esmModule(exportPlan(one.signature, one.fitted, 'esm'), label));
    expect(await texts[0]).toBe(await texts[1]);
  });

  it('needs no module, no evaluation of text and no mathematics of the engine', async () => {
    const [one] = cases;
    const text = (await esmModule(exportPlan(one.signature, one.fitted, 'esm'), label)).replace(
      /\/\*[\s\S]*?\*\//g,
      '',
    );
    expect(text).not.toMatch(/^import\b|\bimport\(|\brequire\(|\beval\(|\bFunction\(|\bprocess\.|\bBuffer\b/m);
    expect(text).not.toMatch(/Math\.(exp|log|pow|sin|cos|tan|random|sinh|expm1|log1p)\b|Date\b|\*\*/);
  });

  it('runs where there is nothing but the language and atob', async () => {
    for (const { signature, fitted, rows } of cases) {
      const text = await esmModule(exportPlan(signature, fitted, 'esm'), label);
      const script = `${text.replace(/^export /gm, '')}; JSON.stringify(predict(${literal(rows)}))`;
      const found: unknown = JSON.parse(runInNewContext(script, { atob }));
      const { table } = compileRowReader(signature)(rows);
      expect(found).toEqual(JSON.parse(JSON.stringify(answersOf(predictWith(fitted, table), signature.target))));
    }
  });

  it('throws errors of its own class', async () => {
    const { predict, RowError } = await load(cases[0]);
    expect(() => predict({})).toThrow(RowError);
    expect(() => predict({})).toThrow('row 0, column "amount": expected a finite number, the row lacks it');
  });
});

it('members of an ensemble share the steps that are equal to the bit', () => {
  const { fitted, signature } = cases.find(({ name }) => name === 'voting for regression')!;
  const { steps } = fitted.state as unknown as { steps: [{ state: { members: { models: FittedEstimator[] }[] } }] };
  const [{ state }] = steps;
  const stepsOf = (one: FittedEstimator) => exportPlan(signature, one, 'esm').steps.length;
  const [gbdt, randomForest, extraTrees, ridge] = state.members.map(({ models }) => stepsOf(models[0]));
  expect([randomForest, extraTrees]).toEqual([gbdt, gbdt]);
  // Both recipes read the columns alike, and take the same numbers of the date.
  const whole = stepsOf(fitted);
  expect(whole).toBeGreaterThan(ridge);
  expect(whole).toBeLessThan(gbdt + ridge);
});

describe('what has no translation is refused by name', () => {
  const { signature } = cases[0];
  it.each([
    [{ name: 'home_made', version: 1, params: {}, state: {} }, 'home_made has no translation'],
    [{ name: 'toString', version: 1, params: {}, state: {} }, 'toString has no translation'],
    [{ name: 'mean', version: 2, params: {}, state: {} }, 'version 1 of mean, not 2'],
  ])('%j', (fitted, words) => {
    const steps = { name: 'pipeline', version: 1, params: {}, state: { steps: [fitted] } };
    for (const one of [fitted, steps]) {
      expect(() => exportPlan(signature, one, 'esm')).toThrow(
        expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', message: expect.stringContaining(words) }),
      );
    }
  });

  it('where one format alone can say it', () => {
    const [{ fitted }] = neighbourCases();
    expect(() => exportPlan(signature, fitted, 'onnx')).toThrow(
      expect.objectContaining({
        code: 'EXPORT_UNSUPPORTED',
        message: expect.stringContaining('knn can be exported as esm alone'),
      }),
    );
  });

  it('and by its place in an ensemble, with what to do', () => {
    const models = [{ name: 'home_made', version: 1, params: {}, state: {} }];
    const known = [{ name: 'mean', version: 1, params: {}, state: { value: Float64Array.of(1) } }];
    const members = [known, models].map((ofMember) => ({ weight: 1, models: ofMember }));
    const fitted = { name: 'voting', version: 1, params: {}, state: { members } };
    const message = expect.stringMatching(/: member 2: home_made has no translation; .*; train with --preset fast /);
    expect(() => exportPlan(signature, fitted, 'esm')).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', message }),
    );
  });
});
