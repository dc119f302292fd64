import { describe, expect, it } from 'vitest';
import '../../estimators/index.ts';
import {
  answerCases,
  cornerCases,
  type ExportCase,
  exportCases,
  exportRows,
  readingCase,
} from '../../../tests/exchange/export-cases.ts';
import { largestDifference, onnxAnswers } from '../../../tests/exchange/onnx-session.ts';
import { randomForest, randomNumbers } from '../../../tests/exchange/random-forest.ts';
import { predictWith } from '../../estimators/fit.ts';
import { compileRowReader } from '../../serve/row-reader.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import type { Predictions, Signature, Task } from '../../table/task.ts';
import { exportPlan } from '../export-lower.ts';
import { onnxModel } from './onnx-model.ts';

const label = { name: 'case', version: 3, artifactHash: 'ab'.repeat(32) };
/** The empty text is a category of these cases. */
const missingText = '(missing)';
const fileOf = ({ signature, fitted }: Pick<ExportCase, 'signature' | 'fitted'>) =>
  onnxModel(exportPlan(signature, fitted, 'onnx'), label);

/** Trees hand their sums on as float32: half a unit in the last place of 24 bits, of the sum. */
const float32Share = 2 ** -24;
/** A log link makes a share of the prediction of what the sum, here below 16, lacks. */
const logLinkShare = 16 * float32Share;
/** Averages over trees lack a share of how far the target's values, all below 8192, lie from the middle of the leaves. */
const averageSlack = 8192 * float32Share;

/** Networks sum in single precision here and in double precision there: some units in the last place of every sum. */
const networkSlack = 8 * averageSlack;

function expectAlike(found: Predictions, expected: Predictions, starts?: number, share = 1e-11, least = 1e-9): void {
  if (!expected.probabilities) {
    for (const [row, value] of expected.values.entries()) {
      const slack = starts === undefined ? share * Math.abs(value) : float32Share * 1.01 * Math.abs(value - starts);
      expect(Math.abs(found.values[row] - value)).toBeLessThanOrEqual(slack + least);
    }
    return;
  }
  for (const [code, ofClass] of expected.probabilities.entries()) {
    expect(largestDifference(found.probabilities![code], ofClass)).toBeLessThanOrEqual(1e-6);
  }
  for (const [row, value] of expected.values.entries()) {
    if (found.values[row] === value) continue;
    const shares = expected.probabilities.map((ofClass) => ofClass[row]).sort((a, b) => b - a);
    expect(shares[0] - shares[1], `row ${row} is no tie`).toBeLessThanOrEqual(1e-6);
  }
}

describe('an ONNX file', () => {
  const rows = exportRows(100_000, 5, true);
  const cases = exportCases();
  const isCombined = ({ name }: ExportCase) =>
    /^(random_forest|extra_trees|decision_tree|voting|stacking|mlp|naive_bayes)/.test(name);
  const { table } = compileRowReader(cases[0].signature)(rows);

  it.each(cases.filter((one) => !isCombined(one)).map((one) => [one.name, one] as const))(
    'answers 1e5 rows as %s does',
    async (name, one) => {
      const { steps } = one.fitted.state as unknown as { steps: { state: { baseline?: Float64Array } }[] };
      const found = await onnxAnswers(fileOf(one), one.signature, rows, missingText);
      const starts = name === 'gbdt for regression' ? steps[steps.length - 1].state.baseline![0] : undefined;
      expectAlike(
        found,
        predictWith(one.fitted, table),
        starts,
        name === 'gbdt with a log link' ? logLinkShare : undefined,
      );
    },
  );

  const fewer = rows.slice(0, 10_000);
  it.each(cases.filter(isCombined).map((one) => [one.name, one] as const))(
    'answers 1e4 rows as %s does',
    async (name, one) => {
      const found = await onnxAnswers(fileOf(one), one.signature, fewer, missingText);
      const expected = predictWith(one.fitted, compileRowReader(one.signature)(fewer).table);
      expectAlike(found, expected, undefined, undefined, name.startsWith('mlp') ? networkSlack : averageSlack);
    },
  );

  it.each(answerCases().map((one) => [one.name, one] as const))('answers as %s does', async (_, one) => {
    const found = await onnxAnswers(fileOf(one), one.signature, fewer, missingText);
    const expected = predictWith(one.fitted, compileRowReader(one.signature)(fewer).table);
    for (const [code, ofClass] of expected.probabilities!.entries()) {
      expect(largestDifference(found.probabilities![code], ofClass)).toBeLessThanOrEqual(1e-6);
    }
    expect(new Set(expected.values).size).toBeGreaterThan(1);
    // A row may lie on the border of a rule.
    expect(expected.values.filter((value, row) => found.values[row] !== value).length).toBeLessThan(3);
  });

  it('refuses calibration curves with corners, and says what to do', () => {
    for (const one of cornerCases()) {
      expect(() => fileOf(one)).toThrow(
        expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', message: expect.stringContaining('--calibrate') }),
      );
    }
  });

  it('gives the class names, and one row as it gives many', async () => {
    const one = cases.find(({ name }) => name === 'logistic for multiclass')!;
    const many = await onnxAnswers(fileOf(one), one.signature, one.rows, missingText);
    expect(new Set(many.labels).size).toBeGreaterThan(2);
    for (const name of many.labels!) expect(one.signature.target.classes).toContain(name);
    const single = await onnxAnswers(fileOf(one), one.signature, one.rows.slice(7, 8), missingText);
    expect(single.labels).toEqual([many.labels![7]]);
  });

  it('is the same bytes every time', () => {
    expect(fileOf(cases[1])).toEqual(fileOf(cases[1]));
  });
});

describe('an ONNX file of a forest', () => {
  const inputs = Array.from({ length: 6 }, (_, j) => ({ name: `x${j}`, type: 'number' as const }));
  const columns = randomNumbers(3000, 6, 17);
  const rows = Array.from(columns[0], (_, row) =>
    Object.fromEntries(columns.map((values, j) => [`x${j}`, values[row]])),
  );
  const table = tableOf(columns.map((values, j) => numberColumn(`x${j}`, values)));

  it.each([
    ['regression', 1],
    ['binary', 2],
    ['multiclass', 3],
    ['multiclass', 4],
  ] as const)('answers as the library where sets and thresholds are odd: %s, seed %i', async (task: Task, seed) => {
    const nOutputs = task === 'multiclass' ? 3 : 1;
    const fitted = randomForest({ nTrees: 20, nLeaves: 12, nFeatures: 6, nThresholds: 20, task, nOutputs }, seed);
    const classes = ['a', 'b', 'c'].slice(0, task === 'regression' ? 0 : task === 'binary' ? 2 : 3);
    const signature: Signature = { inputs, target: { name: 'y', task, classes } };
    const { baseline } = fitted.state as { baseline: Float64Array };
    const found = await onnxAnswers(fileOf({ signature, fitted }), signature, rows);
    expectAlike(found, predictWith(fitted, table), task === 'regression' ? baseline[0] : undefined);
  });

  it('compares doubles, not their float32 neighbours', async () => {
    const forest = {
      roots: Int32Array.of(0),
      kinds: Uint8Array.of(1, 0, 0),
      features: new Int32Array(3),
      values: Float64Array.of(0.1, 1, 2),
      lefts: Int32Array.of(1, 0, 0),
      covers: new Int32Array(3),
      categories: new Uint32Array(),
    };
    const state = {
      features: ['x0'],
      task: 'regression',
      objective: 'l2',
      baseline: new Float64Array(1),
      gains: new Float64Array(1),
      forest,
    };
    const fitted = { name: 'gbdt', version: 2, params: {}, state };
    const signature: Signature = { inputs: inputs.slice(0, 1), target: { name: 'y', task: 'regression', classes: [] } };
    const near = [{ x0: 0.1 }, { x0: 0.10000000000000002 }, { x0: Math.fround(0.1) }];
    const { values } = await onnxAnswers(fileOf({ signature, fitted }), signature, near);
    expect(Array.from(values)).toEqual([1, 2, 2]);
  });

  it('is refused when its sets come to too many nodes', () => {
    const fitted = randomForest({ nTrees: 1, nLeaves: 2, nFeatures: 2, nThresholds: 2 }, 1);
    const { forest } = fitted.state as { forest: { kinds: Uint8Array; values: Float64Array; categories: Uint32Array } };
    forest.kinds[0] = 4;
    forest.values[0] = 0;
    forest.categories = new Uint32Array(1 + 40_000).fill(0xffffffff);
    forest.categories[0] = 40_000 * 32;
    const signature: Signature = { inputs: inputs.slice(0, 2), target: { name: 'y', task: 'regression', classes: [] } };
    expect(() => fileOf({ signature, fitted })).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', message: expect.stringContaining('1280002 nodes') }),
    );
  });
});

describe('columns that are read as another kind', () => {
  const names = ['amount', 'zip', 'city', 'spelled', 'member', 'at'];
  const roles = ['numeric', 'categorical', 'boolean', 'datetime'] as const;
  const isRefused = (name: string, role: string) =>
    (['city', 'spelled'].includes(name) && role !== 'categorical') || (name === 'member' && role === 'datetime');
  const pairs = roles.flatMap((role) => names.map((name) => [name, role] as const));

  it.each(pairs.filter(([name, role]) => !isRefused(name, role)))('%s as %s is alike', async (name, role) => {
    const one = readingCase(name, role);
    const expected = predictWith(one.fitted, compileRowReader(one.signature)(one.rows).table);
    // Each of these texts has the empty text among its categories, so the file has another word for missing.
    const found = await onnxAnswers(fileOf(one), one.signature, one.rows, missingText);
    expect(largestDifference(found.values, expected.values)).toBeLessThan(1e-9);
  });

  it.each(pairs.filter(([name, role]) => isRefused(name, role)))('%s as %s is refused', (name, role) => {
    expect(() => fileOf(readingCase(name, role))).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED', message: expect.stringContaining('reads') }),
    );
  });
});

describe('values that rows of JSON cannot hold', () => {
  it('are missing when they are infinite', async () => {
    const one = readingCase('amount', 'numeric');
    const answersTo = (amount: number) => onnxAnswers(fileOf(one), one.signature, [{ ...one.rows[0], amount }]);
    const { values } = await answersTo(Number.NaN);
    expect((await answersTo(Number.POSITIVE_INFINITY)).values).toEqual(values);
    expect((await answersTo(Number.NEGATIVE_INFINITY)).values).toEqual(values);
    expect((await answersTo(1)).values).not.toEqual(values);
  });

  it('are unknown categories where no number is spelled so', async () => {
    const select = { columns: [{ name: 'n', role: 'categorical' }] };
    const encode = { columns: [{ name: 'n', categories: ['x', '01', '7', '1.50'], other: true }] };
    const sum = {
      features: ['n'],
      coefficients: Float64Array.of(1),
      intercepts: new Float64Array(1),
      scales: new Float64Array(1),
    };
    const steps = [
      { name: 'select_columns', version: 1, params: {}, state: select },
      { name: 'ordinal', version: 1, params: {}, state: encode },
      { name: 'ridge', version: 1, params: {}, state: sum },
    ];
    const fitted = { name: 'pipeline', version: 1, params: {}, state: { steps } };
    const target = { name: 'y', task: 'regression', classes: [] } as const;
    const signature: Signature = { inputs: [{ name: 'n', type: 'number' }], target };
    const rows = [{ n: 7 }, { n: 1 }, { n: 1.5 }];
    const { values } = await onnxAnswers(fileOf({ signature, fitted }), signature, rows);
    expect(values).toEqual(predictWith(fitted, tableOf([numberColumn('n', [7, 1, 1.5])])).values);
    expect(Array.from(values)).toEqual([2, 4, 4]);
  });
});

describe('names of columns', () => {
  const mean = { name: 'mean', version: 1, params: {}, state: { value: Float64Array.of(3) } };
  const signatureOf = (...names: string[]): Signature => ({
    inputs: names.map((name) => ({ name, type: 'number' })),
    target: { name: 'y', task: 'regression', classes: [] },
  });

  it('may be those of outputs and of the names that the file makes up', async () => {
    const signature = signatureOf('prediction', 't0', 't1', 'prediction_2');
    const row = { prediction: 1, t0: 1, t1: 1, prediction_2: null };
    const { values } = await onnxAnswers(fileOf({ signature, fitted: mean }), signature, [row, row]);
    expect(Array.from(values)).toEqual([3, 3]);
  });

  it.each([[[]], [['a', '']]])('%j cannot be expressed', (names) => {
    expect(() => fileOf({ signature: signatureOf(...names), fitted: mean })).toThrow(
      expect.objectContaining({ code: 'EXPORT_UNSUPPORTED' }),
    );
  });
});
