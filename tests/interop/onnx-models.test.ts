/**
 * ONNX models as scikit-learn, LightGBM and PyTorch write them, imported and served, beside what ONNX Runtime says of them in Python:
 * through every protocol the same. MODELWRIGHT_INTEROP_PYTHON names a Python with `tritonclient[all]`, `onnxruntime`, `skl2onnx`,
 * `lightgbm` and `onnxmltools`, MODELWRIGHT_INTEROP_TORCH_PYTHON one with `torch`, `onnx` and `onnxruntime` (default: the same);
 * what they do not have is skipped, with the package that is missing.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servingSchema } from '../../src/serve/repository/declared-serving.ts';
import { startServer } from '../../src/server/start.ts';
import type { RunningServer } from '../../src/server/start-options.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { cli } from '../cli/in-process.ts';
import { send } from '../server/with-server.ts';

interface Tensor {
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | string | null)[];
}
type Tensors = Readonly<Record<string, Tensor>>;
interface MadeModel {
  readonly file: string;
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly feeds: Tensors;
  readonly outputs: Tensors;
}
interface Made {
  readonly models: Readonly<Record<string, MadeModel>>;
  readonly refused: Readonly<Record<string, string>>;
}

/** Another release of the runtime, with other threads, adds floats of 32 bits in another order: of the value, or of 1 if that is more. */
const tolerance = 1e-6;
const patientMs = 300_000;

const python = process.env.MODELWRIGHT_INTEROP_PYTHON ?? 'python3';
const torchPython = process.env.MODELWRIGHT_INTEROP_TORCH_PYTHON ?? python;
const families = [
  {
    family: 'scikit-learn',
    with: python,
    packages: 'skl2onnx, sklearn, onnxruntime',
    tensors: [],
    rows: ['sklearn-pipeline', 'sklearn-boosting'],
  },
  {
    family: 'lightgbm',
    with: python,
    packages: 'lightgbm, onnxmltools, onnxruntime',
    tensors: [],
    rows: ['lightgbm-three', 'lightgbm-two', 'lightgbm-number'],
  },
  {
    family: 'pytorch',
    with: torchPython,
    packages: 'torch, onnx, onnxruntime',
    tensors: ['torch-convolution', 'torch-encoder'],
    rows: ['torch-embedding'],
  },
].map((one) => ({ ...one, missing: missingOf(one.with, one.packages) }));
const missingClient = missingOf(python, 'tritonclient.http, tritonclient.grpc');

/** Why a Python cannot be used; nothing where it can. */
function missingOf(command: string, packages: string): string | undefined {
  const { status, stderr, error } = spawnSync(command, ['-c', `import ${packages}`], { encoding: 'utf8' });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trim().split('\n').at(-1);
}

/** Runs a script beside this file; what it prints is JSON. */
async function told(command: string, script: string, words: readonly string[], input: unknown = {}) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const running = promisify(execFile)(command, [path, ...words], { maxBuffer: 64 * 1024 * 1024 });
  running.child.stdin?.end(JSON.stringify(input));
  return JSON.parse((await running).stdout);
}

let folder = '';
let home = '';
let store: Store;
let server: RunningServer;
const made: { models: Record<string, MadeModel>; refused: Record<string, string> } = { models: {}, refused: {} };
/** What tritonclient got of each model: through which transport, which tensors. */
let byClient: Readonly<Record<string, Readonly<Record<string, Tensors>>>> = {};

/** One command line, which must end well; its answer. */
async function commanded(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await cli([...words, '--json', '--quiet', '--home', home]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-'));
  home = join(folder, 'home');
  for (const { family, with: command } of families.filter(({ missing }) => !missing)) {
    const { models, refused }: Made = await told(command, 'onnx_models_make.py', [folder, family]);
    Object.assign(made.models, models);
    Object.assign(made.refused, refused);
  }
  const names = Object.keys(made.models);
  for (const name of names) {
    const { file, classes, columns } = made.models[name];
    const options = Object.entries({ classes, columns }).filter(([, values]) => values.length > 0);
    const words = options.flatMap(([option, values]) => [`--${option}`, values.join(',')]);
    await commanded('models', 'import', file, '--name', name, ...words);
  }
  store = await openStore(home);
  server = await startServer({ platform: { store: async () => store }, port: 0, grpcPort: 0 });
  if (missingClient || names.length === 0) return;
  const feeds = Object.fromEntries(names.map((name) => [name, made.models[name].feeds]));
  byClient = await told(python, 'onnx_models_ask.py', [new URL(server.url).host, server.grpcAddress!], feeds);
}, patientMs);

afterAll(async () => {
  await server?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

function expectNear(actual: readonly unknown[], expected: readonly unknown[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const other = actual[i];
    if (typeof value !== 'number' || typeof other !== 'number') expect(other).toBe(value);
    else expect(Math.abs(other - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  }
}

/** What the runtime says about rows: the class of each, or its number, and the probabilities in one list. */
function expectedOf({ outputs, classes }: MadeModel): {
  readonly values: Tensor['data'];
  readonly shares?: Tensor['data'];
} {
  const [first, second] = Object.values(outputs);
  if (!second) return { values: first.data };
  const values = first.data.map((label) => (classes.length > 0 ? classes[Number(label)] : String(label)));
  return { values, shares: second.data };
}

/** The rows of a model's tensors, with the columns that the import named. */
function rowsOf({ feeds, columns }: MadeModel): Record<string, unknown>[] {
  const [{ shape }] = Object.values(feeds);
  const cells = Object.entries(feeds).flatMap(
    ([
      input,
      {
        shape: [, width],
        data,
      },
    ]) =>
      Array.from({ length: width }, (_, k) => {
        const name = columns[k] ?? (width === 1 ? input : `${input}_${k}`);
        return [name, data.filter((_, at) => at % width === k)] as const;
      }),
  );
  return Array.from({ length: shape[0] }, (_, row) => Object.fromEntries(cells.map(([name, all]) => [name, all[row]])));
}

/** Over the protocol as JSON, without a client. */
async function inferred(name: string): Promise<Tensors> {
  const inputs = Object.entries(made.models[name].feeds).map(([input, feed]) => ({ name: input, ...feed }));
  const { json } = await send(`${server.url}/v2/models/${name}/infer`, { inputs });
  expect(json.error).toBeUndefined();
  return Object.fromEntries(
    json.outputs.map(({ name: output, ...tensor }: Tensor & { name: string }) => [output, tensor]),
  );
}

for (const { family, missing, rows, tensors } of families) {
  describe.skipIf(missing)(`${family}${missing ? ` (skipped: ${missing})` : ''}`, () => {
    it.each(rows)('%s answers rows as it does in Python', async (name) => {
      const { values, shares } = expectedOf(made.models[name]);
      const asked = rowsOf(made.models[name]);
      const url = `${server.url}/v1/models/${name}`;
      const { json } = await send(`${url}/predict`, { rows: asked });
      expectNear(json.predictions, values);
      if (shares)
        expectNear(
          json.probabilities.flatMap((one: Record<string, number>) => Object.values(one)),
          shares,
        );
      const lines = asked.map((row) => `${JSON.stringify(row)}\n`).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      const streamed = await send(`${url}/predict-stream`, lines, { headers });
      const answers = streamed.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expectNear(
        answers.map(({ prediction }) => prediction),
        values,
      );
    });

    it.each(rows)('%s answers MLflow as it does in Python', async (name) => {
      const { values } = expectedOf(made.models[name]);
      const asked = rowsOf(made.models[name]);
      const serving = servingSchema.parse({ control: 'explicit', load: [name] });
      const alone = await startServer({ platform: { store: async () => store }, port: 0, mlflowModel: name, serving });
      try {
        const columns = Object.keys(asked[0]);
        const frame = { columns, data: asked.map((row) => columns.map((column) => row[column])) };
        const { json } = await send(`${alone.url}/invocations`, { dataframe_split: frame });
        expectNear(json.predictions, values);
      } finally {
        await alone.close();
      }
    });

    it.each(rows)('%s answers tensors as it does in Python', async (name) => {
      const { values, shares } = expectedOf(made.models[name]);
      const answers = { plain: await inferred(name), ...byClient[name] };
      for (const { prediction, probabilities } of Object.values(answers)) {
        expectNear(prediction.data, values);
        if (shares) expectNear(probabilities.data, shares);
      }
      const hasMissing = Object.values(made.models[name].feeds).some(({ data }) => data.includes(null));
      // The client writes NaN into JSON, which is none.
      const transports = hasMissing ? ['binary', 'grpc'] : ['binary', 'grpc', 'json'];
      if (!missingClient) expect(Object.keys(byClient[name]).sort()).toEqual(transports);
    });

    if (tensors.length > 0) {
      it.each(tensors)('%s, which takes no rows, answers tensors as it does in Python', async (name) => {
        const { outputs } = made.models[name];
        const answers = { plain: await inferred(name), ...byClient[name] };
        if (!missingClient) expect(Object.keys(answers)).toEqual(['plain', 'json', 'binary', 'grpc']);
        for (const found of Object.values(answers)) {
          expect(Object.keys(found)).toEqual(Object.keys(outputs));
          for (const [output, { datatype, shape, data }] of Object.entries(outputs)) {
            expect(found[output]).toMatchObject({ datatype, shape });
            expectNear(found[output].data, data);
          }
        }
        const { json } = await send(`${server.url}/v1/models/${name}/predict`, { rows: [{}] });
        expect(json.error.code).toBe('MODEL_TENSORS_ONLY');
      });
    }
  });
}

it.skipIf(families[0].missing)(
  'operators beyond the standard are refused by their domain, and nothing is registered',
  async () => {
    const words = ['models', 'import', made.refused['sklearn-words'], '--name', 'words', '--home', home];
    const { exitCode, stderr } = await cli(words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('expected ai.onnx or ai.onnx.ml, got "com.microsoft"');
    expect((await send(`${server.url}/v2/models/words`)).status).toBe(404);
  },
);
