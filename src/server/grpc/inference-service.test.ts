/** The Open Inference Protocol over gRPC: the bits, the log and the errors of the same protocol over HTTP. */
import { describe, expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../../tests/estimators/unlabelled-models.ts';
import { damage } from '../../../tests/server/damage.ts';
import { failure } from '../../../tests/server/grpc-client.ts';
import { features, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withGrpcClient } from '../../../tests/server/with-grpc-client.ts';
import { loggedPredictions } from '../../../tests/store/logged-predictions.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { version } from '../../core/version.ts';
import { encodeArtifact } from '../../estimators/artifact.ts';
import { predictionTable } from '../../serve/predict-table.ts';
import { readElements, writeElements } from '../../serve/tensors/binary-elements.ts';
import type { Store } from '../../store/open-store.ts';
import { cell } from '../../table/column.ts';
import { takeRows } from '../../table/table.ts';

const service = 'inference.GRPCInferenceService';
const binary = smallModel('binary');
const regression = smallModel('regression');
const both = async (store: Store) => {
  await registerModel(store, 'late', binary);
  await registerModel(store, 'how late', regression);
  await registerModel(store, 'late', smallModel('binary', 2));
};

/** Rows in which nothing is missing, which truth values and texts could not say. */
const rows = takeRows(
  features,
  Array.from({ length: features.nRows }, (_, row) => row).filter((row) =>
    features.columns.every((column) => column.name === 'distance' || cell(column, row) !== null),
  ),
);
const count = rows.nRows;
const kinds = {
  string: { datatype: 'BYTES', field: 'bytes_contents' },
  number: { datatype: 'FP64', field: 'fp64_contents' },
  boolean: { datatype: 'BOOL', field: 'bool_contents' },
  datetime: { datatype: 'BYTES', field: 'bytes_contents' },
} as const;
const base64 = (value: unknown) => Buffer.from(String(value)).toString('base64');
const columns = rows.columns.map((column) => {
  const cells = Array.from({ length: count }, (_, row) => cell(column, row));
  const { datatype, field } = kinds[column.kind];
  const data =
    datatype === 'FP64'
      ? Float64Array.from(cells, (value) => (value === null ? Number.NaN : Number(value)))
      : cells.map(String);
  const elements = datatype === 'BOOL' ? Float64Array.from(cells, Number) : data;
  const typed =
    datatype === 'BYTES' ? cells.map(base64) : datatype === 'FP64' ? cells.map((value) => value ?? 'NaN') : cells;
  return {
    name: column.name,
    datatype,
    field,
    typed,
    raw: Buffer.from(takeAtOnce(writeElements({ datatype, data: elements }))).toString('base64'),
  };
});
const described = columns.map(({ name, datatype }) => ({ name, datatype, shape: [count] }));
const typedInputs = columns.map(({ field, typed }, i) => ({ ...described[i], contents: { [field]: typed } }));
const typedRequest = { model_name: 'late', inputs: typedInputs };
const rawRequest = { model_name: 'late', inputs: described, raw_input_contents: columns.map(({ raw }) => raw) };
const changed = (name: string, change: object) => ({
  ...typedRequest,
  inputs: typedInputs.map((one) => (one.name === name ? { ...one, ...change } : one)),
});

describe('about the server and its models', () => {
  it('tells what it is, that it lives, and what models take and give', () =>
    withGrpcClient(both, async ({ client: { call } }) => {
      expect(await call(`${service}/ServerLive`)).toEqual({ live: true });
      expect(await call(`${service}/ServerReady`)).toEqual({ ready: true });
      expect(await call(`${service}/ServerMetadata`)).toEqual({
        name: 'modelwright',
        version,
        extensions: ['binary_tensor_data', 'model_repository', 'statistics'],
      });
      expect(await call(`${service}/ModelMetadata`, { name: 'late' })).toEqual({
        name: 'late',
        versions: ['1', '2'],
        platform: 'modelwright',
        inputs: [
          { name: 'city', datatype: 'BYTES', shape: ['-1'] },
          { name: 'distance', datatype: 'FP64', shape: ['-1'] },
          { name: 'night', datatype: 'BOOL', shape: ['-1'] },
          { name: 'at', datatype: 'BYTES', shape: ['-1'] },
        ],
        outputs: [
          { name: 'prediction', datatype: 'BYTES', shape: ['-1'] },
          { name: 'probabilities', datatype: 'FP64', shape: ['-1', '2'] },
          { name: 'prediction_id', datatype: 'BYTES', shape: ['-1'] },
        ],
      });
      expect(await call(`${service}/ModelReady`, { name: 'late' })).toEqual({ ready: true });
      expect(await call(`${service}/ModelReady`, { name: 'late', version: 'champion' })).toEqual({ ready: true });
      const missing = { code: 'NOT_FOUND', details: expect.stringContaining('how late, late') };
      expect(await failure(call(`${service}/ModelReady`, { name: 'early' }))).toEqual(missing);
      expect(await failure(call(`${service}/ModelMetadata`, { name: 'early' }))).toEqual(missing);
      expect(await failure(call(`${service}/ModelMetadata`, { name: 'late', version: '7' }))).toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await failure(call(`${service}/ModelMetadata`))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }));

  it('a damaged model is not ready, and says so when it is asked', () =>
    withGrpcClient(
      async (store) => {
        const { artifactHash } = await registerModel(store, 'late', binary);
        await damage(store, artifactHash);
      },
      async ({ client: { call } }) => {
        expect(await call(`${service}/ModelReady`, { name: 'late' })).toEqual({ ready: false });
        expect(await failure(call(`${service}/ModelInfer`, typedRequest))).toMatchObject({ code: 'DATA_LOSS' });
      },
    ));
});

describe('inference', () => {
  it('answers with the bits of the model, typed and raw, and logs and counts what it said', () =>
    withGrpcClient(both, async ({ client: { call }, store, send }) => {
      const { values, probabilities } = binary.model.predict(rows);
      const texts = Array.from(values, (code) => ['FALSE', 'TRUE'][code]);
      const shares = Float64Array.from({ length: count * 2 }, (_, i) => probabilities![i % 2][i >> 1]);
      const typed = await call(`${service}/ModelInfer`, { ...typedRequest, id: 'seven' });
      expect(typed).toMatchObject({ model_name: 'late', model_version: '1', id: 'seven', raw_output_contents: [] });
      const [prediction, shared, ids] = typed.outputs;
      expect(prediction).toMatchObject({ name: 'prediction', datatype: 'BYTES', shape: [String(count)] });
      expect(prediction.contents.bytes_contents).toEqual(texts.map(base64));
      expect(shared).toMatchObject({ name: 'probabilities', datatype: 'FP64', shape: [String(count), '2'] });
      expect(shared.contents.fp64_contents).toEqual([...shares]);

      const raw = await call(`${service}/ModelInfer`, rawRequest);
      expect(raw.outputs.map((one: { contents?: unknown }) => one.contents)).toEqual([undefined, undefined, undefined]);
      const bytes = (i: number) => Buffer.from(raw.raw_output_contents[i], 'base64');
      expect(takeAtOnce(readElements('BYTES', count, bytes(0)))).toEqual(texts);
      expect(takeAtOnce(readElements('FP64', count * 2, bytes(1)))).toEqual(shares);
      expect(raw.id).toBe('');

      await store.predictions.flush();
      const logged = await loggedPredictions(store, 'late');
      const told = ids.contents.bytes_contents.map((id: string) => Buffer.from(id, 'base64').toString());
      const own = logged.filter(({ predictionId }) => told.includes(predictionId));
      expect(own.map((event) => event.prediction)).toEqual(texts);
      expect(logged).toHaveLength(count * 2);
      const figures = (await send('/metrics')).text;
      expect(figures).toContain(`modelwright_predictions_total{model="late",version="1"} ${count * 2}`);
      expect(figures).toContain(`_count{method="/${service}/ModelInfer",status="OK"} 2`);
    }));

  it('takes a version or an alias, other number types, a column of width one, and gives the outputs that are wanted', () =>
    withGrpcClient(both, async ({ client: { call } }) => {
      const answered = async (request: object) => (await call(`${service}/ModelInfer`, request)).outputs;
      const versioned = await call(`${service}/ModelInfer`, {
        ...typedRequest,
        model_version: '2',
        outputs: [{ name: 'probabilities' }, { name: 'prediction' }],
      });
      expect(versioned.model_version).toBe('2');
      expect(versioned.outputs.map((one: { name: string }) => one.name)).toEqual(['probabilities', 'prediction']);
      const champion = { ...typedRequest, model_version: 'champion', outputs: [{ name: 'probabilities' }] };
      const whole = Array.from({ length: count }, (_, row) => row);
      const expected = await answered({
        ...champion,
        inputs: changed('distance', { contents: { fp64_contents: whole } }).inputs,
      });
      for (const [datatype, field] of [
        ['FP32', 'fp32_contents'],
        ['INT64', 'int64_contents'],
        ['UINT64', 'uint64_contents'],
        ['INT32', 'int_contents'],
        ['INT8', 'int_contents'],
        ['UINT16', 'uint_contents'],
      ]) {
        const change = { datatype, shape: [count, 1], contents: { [field]: whole } };
        expect(await answered({ ...champion, inputs: changed('distance', change).inputs })).toEqual(expected);
      }
      const numbers = await call(`${service}/ModelInfer`, { ...typedRequest, model_name: 'how late' });
      expect(numbers.outputs[0].contents.fp64_contents).toEqual([...regression.model.predict(rows).values]);
    }));

  it('gives what models without a target say of each row, typed', () => {
    const X = groupedRows(90);
    const model = unlabelledModel('cluster', { name: 'kmeans', params: { k: 3, standardise: false } }, X);
    const { columns: said } = predictionTable(model.predict(X), model.signature.target);
    return withGrpcClient(
      (store) => registerModel(store, 'odd', { bytes: encodeArtifact(model), model }),
      async ({ client: { call } }) => {
        const [width, weight, colour] = X.columns.map((column) =>
          Array.from({ length: 90 }, (_, row) => cell(column, row)),
        );
        const numbers = (data: readonly unknown[]) => ({ fp64_contents: data.map((value) => value ?? 'NaN') });
        const inputs = [
          { name: 'width', datatype: 'FP64', shape: [90], contents: numbers(width) },
          { name: 'weight', datatype: 'FP64', shape: [90], contents: numbers(weight) },
          { name: 'colour', datatype: 'BYTES', shape: [90], contents: { bytes_contents: colour.map(base64) } },
        ];
        const { outputs } = await call(`${service}/ModelInfer`, { model_name: 'odd', inputs });
        const names = [...said.map(({ name }) => name), 'prediction_id'];
        expect(outputs.map((one: { name: string }) => one.name)).toEqual(names);
        const metadata = await call(`${service}/ModelMetadata`, { name: 'odd' });
        expect(metadata.outputs.map((one: { name: string }) => one.name)).toEqual(names);
        for (const [i, column] of said.entries()) {
          const told = Array.from({ length: 90 }, (_, row) => cell(column, row));
          // One field is filled; whole numbers are texts in JSON.
          const contents: { [field: string]: unknown[] } = outputs[i].contents;
          const [filled] = Object.values(contents).filter(({ length }) => length > 0);
          expect(column.kind === 'string' ? filled : filled.map(Number)).toEqual(
            column.kind === 'string' ? told.map(base64) : told,
          );
        }
      },
    );
  });

  it('takes no rows, typed and raw', () =>
    withGrpcClient(both, async ({ client: { call } }) => {
      const none = described.map((one) => ({ ...one, shape: [0] }));
      const typed = await call(`${service}/ModelInfer`, { model_name: 'late', inputs: none });
      expect(typed.outputs[0]).toMatchObject({ shape: ['0'], contents: { bytes_contents: [] } });
      const raw = await call(`${service}/ModelInfer`, {
        model_name: 'late',
        inputs: none,
        raw_input_contents: none.map(() => ''),
      });
      expect(raw.raw_output_contents).toEqual(typed.outputs.map(() => ''));
    }));

  const refusals: readonly [string, object, string][] = [
    ['no inputs', { model_name: 'late' }, '"city" is missing'],
    ['a missing input', { ...typedRequest, inputs: typedInputs.slice(1) }, '"city" is missing'],
    [
      'an input that is not known',
      { ...typedRequest, inputs: [...typedInputs, { ...typedInputs[0], name: 'size' }] },
      'no input "size"',
    ],
    ['an input without a name', changed('night', { name: '' }), 'inputs[2].name'],
    ['other numbers of rows', changed('night', { shape: [1], contents: { bool_contents: [true] } }), 'night'],
    ['a shape that the contents do not have', changed('night', { shape: [2] }), 'expected 2 elements'],
    ['a shape of three', changed('night', { shape: [count, 1, 1] }), 'shape'],
    ['no shape', changed('night', { shape: [] }), 'inputs[2].shape'],
    ['a shape of many', changed('night', { shape: new Array(1000).fill(1) }), 'inputs[2].shape'],
    ['a negative shape', changed('night', { shape: [-1] }), 'shape'],
    ['a shape beyond all numbers', changed('night', { shape: ['9223372036854775807'] }), 'shape'],
    ['a datatype that is none', changed('night', { datatype: 'FLOAT' }), 'datatype'],
    [
      'contents of another datatype',
      changed('distance', { contents: { int_contents: [1] } }),
      'fp64_contents, found int_contents',
    ],
    [
      'contents of two datatypes',
      changed('city', { contents: { ...typedInputs[0].contents, bool_contents: [true] } }),
      'found bool_contents',
    ],
    ['halves of floats that are not raw', changed('distance', { datatype: 'FP16' }), 'raw_input_contents'],
    [
      'a whole number that float64 would round',
      changed('distance', {
        datatype: 'INT64',
        contents: { int64_contents: new Array(count).fill('9007199254740993') },
      }),
      '2^53',
    ],
    [
      'a text that is not UTF-8',
      changed('city', { contents: { bytes_contents: new Array(count).fill('wyg=') } }),
      'UTF-8',
    ],
    [
      'a time that is none',
      changed('at', { contents: { bytes_contents: new Array(count).fill(base64('soon')) } }),
      'column "at"',
    ],
    ['an output that is not known', { ...typedRequest, outputs: [{ name: 'score' }] }, 'outputs are: prediction'],
    [
      'a classification',
      { ...typedRequest, outputs: [{ name: 'prediction', parameters: { classification: { int64_param: 2 } } }] },
      'classification',
    ],
    ['an id of any length', { ...typedRequest, id: 'x'.repeat(1025) }, 'id'],
    ['contents twice', { ...rawRequest, inputs: typedInputs }, 'both contents and raw_input_contents'],
    [
      'fewer raw contents than inputs',
      { ...rawRequest, raw_input_contents: rawRequest.raw_input_contents.slice(1) },
      'one for each of 4 inputs, found 3',
    ],
    [
      'raw contents that are cut',
      { ...rawRequest, raw_input_contents: rawRequest.raw_input_contents.map((raw) => raw.slice(4)) },
      'inputs[0]',
    ],
  ];
  it('refuses what HTTP refuses, and what only messages can have, naming it', () =>
    withGrpcClient(both, async ({ client: { call } }) => {
      for (const [what, request, words] of refusals) {
        const { code, details } = await failure(call(`${service}/ModelInfer`, request));
        expect([what, code]).toEqual([what, 'INVALID_ARGUMENT']);
        expect(details, what).toContain(words);
      }
    }));
});
