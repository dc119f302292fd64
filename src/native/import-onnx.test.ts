/** Files of other libraries become models that say what those libraries' runtime says, and files that would do harm do not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  column,
  hugeModel,
  loopModel,
  onnxExpected,
  onnxFile,
  randomModel,
  unaryModel,
} from '../../tests/native-files.ts';
import { isModelwrightError } from '../core/errors.ts';
import { exp } from '../math/exp.ts';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import { importOnnx, type OnnxRequest } from './import-onnx.ts';
import { decodeNative, encodeNative, isNativeArtifact } from './native-artifact.ts';
import { type NativeModel, openNative } from './native-model.ts';

const plain: OnnxRequest = { target: 'target', classes: [], columns: [] };
const patient = { timeoutMs: 60_000 };

async function withModel(
  bytes: Uint8Array,
  work: (model: NativeModel) => Promise<void>,
  request: Partial<OnnxRequest> = {},
): Promise<void> {
  const { artifact } = await importOnnx(bytes, { ...plain, ...request });
  const model = await openNative(artifact, { what: 'm', read: async () => artifact });
  try {
    await work(model);
  } finally {
    model.native.close();
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'imported',
    (error: unknown) => {
      if (!isModelwrightError(error)) throw error;
      return `${error.code} ${error.message}`;
    },
  );
}

/** The one matrix that a file of the fixtures was asked, as columns. */
function matrixOf(file: string, input: string, names: readonly string[]): Table {
  const rows = onnxExpected[file].feeds[input] as readonly (readonly number[])[];
  return tableOf(
    names.map((name, k) =>
      numberColumn(
        name,
        rows.map((row) => row[k]),
      ),
    ),
    rows.length,
  );
}

const numbered = (name: string) => [0, 1, 2, 3].map((k) => `${name}_${k}`);

describe('an imported model', () => {
  it('of scikit-learn with a map of probabilities answers classes by name, as its runtime does', () =>
    withModel(
      onnxFile('sklearn-classifier'),
      async ({ signature, predictAsync, importance }) => {
        expect(signature.inputs.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
        expect(signature.target).toMatchObject({ task: 'multiclass', classes: ['setosa', 'versicolor', 'virginica'] });
        const { values, probabilities } = await predictAsync!(
          matrixOf('sklearn-classifier', 'X', ['a', 'b', 'c', 'd']),
          patient,
        );
        const { output_label: labels, output_probability: maps } = onnxExpected['sklearn-classifier'].outputs;
        expect(Array.from(values, (code) => signature.target.classes[code])).toEqual(labels);
        for (const [row, map] of (maps as unknown as Record<string, number>[]).entries()) {
          for (const [code, name] of signature.target.classes.entries()) {
            expect(probabilities![code][row]).toBeCloseTo(map[name], 6);
          }
        }
        expect(importance()).toBeUndefined();
      },
      { columns: ['a', 'b', 'c', 'd'] },
    ));

  it('of a forest with a tensor of probabilities gives its classes the names of the data', () =>
    withModel(
      onnxFile('sklearn-forest'),
      async ({ signature, predictAsync }) => {
        const { values, probabilities } = await predictAsync!(matrixOf('sklearn-forest', 'X', numbered('X')), patient);
        const { label, probabilities: shares } = onnxExpected['sklearn-forest'].outputs;
        expect(Array.from(values)).toEqual(label);
        expect(signature.target.classes).toEqual(['x', 'y', 'z']);
        for (const [row, share] of (shares as number[][]).entries()) {
          for (const [code, one] of share.entries()) expect(probabilities![code][row]).toBeCloseTo(one, 6);
        }
      },
      { classes: ['x', 'y', 'z'] },
    ));

  it('with a column per input takes texts and numbers, and knows no missing text', () =>
    withModel(onnxFile('sklearn-columns'), async ({ signature, predictAsync }) => {
      expect(signature.target.task).toBe('regression');
      expect(signature.inputs.map(({ type }) => type)).toEqual(['string', 'number', 'number']);
      const { feeds, outputs } = onnxExpected['sklearn-columns'];
      const flat = (name: string) => feeds[name].flat();
      const rows = (city: readonly (string | null)[]) =>
        tableOf([
          numberColumn('age', flat('age') as number[]),
          stringColumn('city', city),
          numberColumn('size', flat('size') as number[]),
        ]);
      const { values } = await predictAsync!(rows(flat('city') as string[]), patient);
      for (const [row, value] of outputs['variable'].flat().entries())
        expect(values[row]).toBeCloseTo(Number(value), 5);
      expect(await refusal(predictAsync!(rows(['Bern', null, null]), patient))).toMatch(/VALUE_MISSING.*"city" has 2/);
      const night = tableOf([booleanColumn('night', [true])]);
      expect(await refusal(predictAsync!(night, patient))).toContain('COLUMN_NOT_FOUND');
    }));

  it('of PyTorch turns scores into probabilities when its classes are named, and takes tensors when they are not', async () => {
    const { outputs } = onnxExpected['torch-perceptron'];
    await withModel(
      onnxFile('torch-perceptron'),
      async ({ predictAsync }) => {
        const { values, probabilities } = await predictAsync!(
          matrixOf('torch-perceptron', 'input', numbered('input')),
          patient,
        );
        for (const [row, scores] of (outputs['logits'] as number[][]).entries()) {
          const parts = scores.map((score) => exp(score - Math.max(...scores)));
          const sum = parts.reduce((a, b) => a + b);
          expect(values[row]).toBe(scores.indexOf(Math.max(...scores)));
          for (const [code, part] of parts.entries()) expect(probabilities![code][row]).toBeCloseTo(part / sum, 6);
        }
      },
      { classes: ['a', 'b', 'c'] },
    );
    const { signature, reason } = await importOnnx(onnxFile('torch-perceptron'), plain);
    expect(signature).toBeUndefined();
    expect(reason).toContain('has 3 numbers; name its classes with --classes');
  });

  it('over images takes tensors of any rank, and no rows', () =>
    withModel(onnxFile('torch-images'), async ({ native, predictAsync, predict }) => {
      expect(native.inputs).toEqual([{ name: 'image', type: 'float32', shape: [null, 1, 6, 6] }]);
      const { feeds, outputs } = onnxExpected['torch-images'];
      const data = Float32Array.from((feeds['image'] as unknown as number[][][][]).flat(3));
      const [scores] = await native.run([{ name: 'image', type: 'float32', shape: [2, 1, 6, 6], data }], patient);
      for (const [i, score] of outputs['scores'].flat().entries()) expect(scores.data[i]).toBeCloseTo(Number(score), 5);
      const none = tableOf([]);
      expect(await refusal(predictAsync!(none))).toContain('MODEL_TENSORS_ONLY');
      expect(await refusal((async () => predict(none))())).toContain('MODEL_NATIVE');
    }));

  it('answers no rows, many rows, and says that it knows no intervals', () =>
    withModel(unaryModel('Neg'), async ({ predictAsync }) => {
      const rows = (count: number) =>
        tableOf([
          numberColumn(
            'x',
            Array.from({ length: count }, (_, i) => i),
          ),
        ]);
      expect((await predictAsync!(rows(0))).values).toHaveLength(0);
      const { values } = await predictAsync!(rows(9_000), patient);
      expect(values).toEqual(Float64Array.from({ length: 9_000 }, (_, i) => -i));
      expect(await refusal(predictAsync!(rows(3), { ...patient, coverage: 0.9 }))).toContain('INTERVALS_ABSENT');
    }));
});

describe('an import refuses', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['a loop without end', loopModel, 'answers within the limits'],
    ['outputs that never end', () => hugeModel([2 ** 15, 2 ** 16]), 'a graph that the runtime takes'],
    ['an operator that does not exist', () => unaryModel('NoSuchOperator'), 'a graph that the runtime takes'],
    ['a model that never says the same twice', randomModel, 'the same answer twice'],
  ])('%s', async (_, make, law) => {
    const limits = { settings: { cpuSeconds: 2, memoryBytes: 1024 ** 3 } };
    expect(await refusal(importOnnx(make(), { ...plain, ...limits }))).toMatch(
      new RegExp(`^MODEL_FILE_REFUSED.*${law}`),
    );
  });

  it('classes, columns and targets that do not fit', async () => {
    const bytes = onnxFile('sklearn-classifier');
    const asked = (request: Partial<OnnxRequest>) => refusal(importOnnx(bytes, { ...plain, ...request }));
    expect(await asked({ classes: ['a', 'b'] })).toContain('classes: expected 3 different texts, got 2');
    expect(await asked({ columns: ['a', 'b'] })).toContain('columns: expected 4 names');
    expect(await asked({ columns: ['a', 'b', 'c', 'a'] })).toContain('different names');
    expect(await asked({ target: 'X_0' })).toContain('target: expected no input of the model');
  });
});

describe('an artifact', () => {
  it('is the same for the same file, and is told from others', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => importOnnx(onnxFile('torch-perceptron'), plain)));
    expect(Buffer.from(first.artifact).equals(second.artifact)).toBe(true);
    expect(isNativeArtifact(first.artifact)).toBe(true);
    expect(isNativeArtifact(onnxFile('torch-perceptron'))).toBe(false);
    const { content, model } = decodeNative(first.artifact, 'a');
    expect(Buffer.from(encodeNative(content, model)).equals(first.artifact)).toBe(true);
  });

  it('whose answers are others does not become a model', async () => {
    const { artifact } = await importOnnx(unaryModel('Neg'), plain);
    const { content } = decodeNative(artifact, 'a');
    const other = encodeNative(content, decodeNative((await importOnnx(unaryModel('Abs'), plain)).artifact, 'b').model);
    expect(await refusal(openNative(other, { what: 'm', read: async () => other }))).toContain('GOLDEN_MISMATCH');
    const images = await importOnnx(onnxFile('torch-images'), plain);
    const { content: changed, model } = decodeNative(images.artifact, 'a');
    const [output] = changed.graph.golden.outputs;
    (output.data as Float32Array)[0] += 0.001;
    const wrong = encodeNative(changed, model);
    expect(await refusal(openNative(wrong, { what: 'm', read: async () => wrong }))).toContain('GOLDEN_MISMATCH');
  });

  it('is read or refused by name, whatever its bytes', async () => {
    const { artifact } = await importOnnx(onnxFile('sklearn-columns'), plain);
    const head = artifact.length - onnxFile('sklearn-columns').length;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(head), fc.nat(7)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(head)),
        (flips, cut) => {
          let changed = artifact.slice();
          for (const [at, bit] of flips) changed[at] ^= 1 << bit;
          if (cut !== null) changed = changed.slice(0, cut);
          try {
            decodeNative(changed, 'a');
          } catch (error) {
            if (!isModelwrightError(error)) throw error;
            expect(error.code).toBe('ARTIFACT_DAMAGED');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

it('a model whose process dies answers again', () =>
  withModel(unaryModel('Neg'), async ({ native }) => {
    process.kill(native.pids[0], 'SIGKILL');
    const [answer] = await native.run(column(3), patient);
    expect(Array.from(answer.data as Float32Array)).toEqual([-3]);
  }));
