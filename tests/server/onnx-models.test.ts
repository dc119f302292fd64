/** ONNX models behind the server: every protocol gives the same answers, and a model that hangs harms no other. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { importFromFile } from '../../src/app/import-from-file.ts';
import { servingSchema } from '../../src/serve/repository/declared-serving.ts';
import type { Store } from '../../src/store/open-store.ts';
import { onnxExpected } from '../native-files.ts';
import { withServer } from './with-server.ts';

const names = ['sl', 'sw', 'pl', 'pw'];
const path = (name: string) => fileURLToPath(new URL(`../fixtures/onnx/${name}.onnx`, import.meta.url));

async function imported(store: Store): Promise<void> {
  const request = { target: 'species', classes: [], actor: 'test' };
  await importFromFile(async () => store, {
    ...request,
    file: path('sklearn-classifier'),
    name: 'iris',
    columns: names,
  });
  await importFromFile(async () => store, { ...request, file: path('torch-images'), name: 'images', columns: [] });
}

it('answers rows and tensors, natively, over the Open Inference Protocol and for MLflow', () =>
  withServer(
    imported,
    async ({ send, store }) => {
      const { feeds, outputs } = onnxExpected['sklearn-classifier'];
      const matrix = feeds['X'] as readonly (readonly number[])[];
      const rows = matrix.map((row) => Object.fromEntries(names.map((name, k) => [name, row[k]])));
      const native = await send('/v1/models/iris/predict', { rows });
      expect(native.json.predictions).toEqual(outputs['output_label']);
      expect(await store.predictions.knows(native.json.predictionIds)).toEqual(new Set(native.json.predictionIds));

      const about = (await send('/v2/models/iris')).json;
      expect(about).toMatchObject({
        platform: 'onnxruntime_onnx',
        inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
      });
      const inputs = [{ name: 'X', datatype: 'FP32', shape: [rows.length, 4], data: matrix.flat() }];
      const inferred = (await send('/v2/models/iris/infer', { inputs })).json.outputs;
      expect(inferred[0].data).toEqual(native.json.predictions);
      expect(inferred[1].data.slice(0, 3)).toEqual(Object.values(native.json.probabilities[0]));

      const image = onnxExpected['torch-images'];
      const pixels = (image.feeds['image'] as unknown as number[][][][]).flat(3);
      const tensor = { name: 'image', datatype: 'FP32', shape: [2, 1, 6, 6], data: pixels };
      const answer = await send('/v2/models/images/infer', { inputs: [tensor] });
      expect(answer.json.outputs[0]).toMatchObject({ name: 'scores', datatype: 'FP32', shape: [2, 2] });
      for (const [i, score] of image.outputs['scores'].flat().entries()) {
        expect(answer.json.outputs[0].data[i]).toBeCloseTo(Number(score), 5);
      }
      const wrong = await send('/v2/models/images/infer', { inputs: [{ ...tensor, shape: [2, 36] }] });
      expect([wrong.status, wrong.json.error]).toEqual([
        422,
        expect.stringContaining('expected the shape [-1, 1, 6, 6]'),
      ]);
      expect((await send('/v1/models/images/predict', { rows: [{}] })).json.error.code).toBe('MODEL_TENSORS_ONLY');
      expect((await send('/v2/models/images/ready')).json.ready).toBe(true);

      const [counted] = (await send('/v2/models/images/stats')).json.model_stats;
      expect([counted.inference_count, counted.execution_count]).toEqual([2, 1]);
      const many = { name: 'image', datatype: 'FP32', shape: [21, 1, 6, 6], data: new Array(756).fill(0) };
      const refused = await send('/v2/models/images/infer', { inputs: [many] });
      expect([refused.status, refused.json.error]).toEqual([
        422,
        expect.stringContaining('at most 20 examples, found 21'),
      ]);
    },
    { rows: 20 },
  ));

it('runs requests that come together in one call, as the project says, and tells how many', () =>
  withServer(
    imported,
    async ({ send }) => {
      const { feeds, outputs } = onnxExpected['sklearn-classifier'];
      const matrix = feeds['X'] as readonly (readonly number[])[];
      const rowOf = (row: readonly number[]) => Object.fromEntries(names.map((name, k) => [name, row[k]]));
      await send('/v1/models/iris/predict', { rows: [rowOf(matrix[0])] });
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, i) =>
          send('/v1/models/iris/predict', { rows: [rowOf(matrix[i % matrix.length])] }),
        ),
      );
      expect(answers.map(({ json }) => json.predictions)).toEqual(
        answers.map((_, i) => [outputs['output_label'][i % matrix.length]]),
      );
      const { native } = (await send('/v1/models/iris')).json;
      expect(native).toMatchObject({
        mostProcesses: 2,
        threads: 1,
        queue: 30,
        batchRows: 8,
        callMs: 5_000,
        waiting: 0,
      });
      expect(native.requests).toBeGreaterThanOrEqual(25);
      expect(native.calls).toBeLessThan(native.requests);
      const { text } = await send('/metrics');
      const figure = (name: string) => Number(new RegExp(`^${name}{model="iris"[^}]*} (.*)$`, 'm').exec(text)?.[1]);
      expect(figure('modelwright_native_call_requests_count')).toBe(native.calls);
      expect(figure('modelwright_native_call_requests_sum')).toBe(native.requests);
      expect(figure('modelwright_native_wait_seconds_count')).toBe(native.requests);
      expect(figure('modelwright_native_processes')).toBe(native.processes);
      expect((await send('/v1/models/images')).json.native).toMatchObject({ mostProcesses: 1, batchRows: 4096 });
    },
    undefined,
    undefined,
    servingSchema.parse({
      models: {
        iris: {
          native: { processes: 2, threads: 1, queue: 30, callMs: 5_000, batch: { maxRows: 8, maxDelayMs: 100 } },
        },
      },
    }),
  ));
