/** The Open Inference Protocol over HTTP: the same bits as in process in JSON and in binary, and errors that name what is wrong. */
import { describe, expect, it } from 'vitest';
import { damage } from '../../../tests/server/damage.ts';
import { features, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Running, withServer } from '../../../tests/server/with-server.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { writeElements } from '../../serve/tensors/binary-elements.ts';
import type { Tensor } from '../../serve/tensors/tensor.ts';
import type { Store } from '../../store/open-store.ts';
import { cell } from '../../table/column.ts';

const binary = smallModel('binary');
const regression = smallModel('regression');
const both = async (store: Store) => {
  await registerModel(store, 'late', binary);
  await registerModel(store, 'how late', regression);
  await registerModel(store, 'late', smallModel('binary', 2));
};
const rows = features.nRows;
const datatypes = { string: 'BYTES', number: 'FP64', boolean: 'BOOL', datetime: 'BYTES' } as const;
const inputs = features.columns.map((column) => ({
  name: column.name,
  datatype: datatypes[column.kind],
  shape: [rows],
  data: Array.from({ length: rows }, (_, row) => cell(column, row)),
}));
const infer = (send: Running['send'], body: object, path = '/v2/models/late/infer') => send(path, body);
// biome-ignore lint/suspicious/noExplicitAny: an answer as JSON.
const output = (json: any, name: string) => json.outputs.find((one: { name: string }) => one.name === name);

describe('about the server and its models', () => {
  it('tells what it is, that it lives, and what models take and give', () =>
    withServer(both, async ({ send }) => {
      expect((await send('/v2')).json).toMatchObject({
        name: 'modelwright',
        extensions: ['binary_tensor_data', 'model_repository', 'statistics'],
      });
      expect((await send('/v2/health/live')).json).toEqual({ live: true });
      expect((await send('/v2/health/ready')).json).toEqual({ ready: true });
      expect((await send('/v2/models/late')).json).toEqual({
        name: 'late',
        versions: ['1', '2'],
        platform: 'modelwright',
        inputs: [
          { name: 'city', datatype: 'BYTES', shape: [-1] },
          { name: 'distance', datatype: 'FP64', shape: [-1] },
          { name: 'night', datatype: 'BOOL', shape: [-1] },
          { name: 'at', datatype: 'BYTES', shape: [-1] },
        ],
        outputs: [
          { name: 'prediction', datatype: 'BYTES', shape: [-1] },
          { name: 'probabilities', datatype: 'FP64', shape: [-1, 2] },
          { name: 'prediction_id', datatype: 'BYTES', shape: [-1] },
        ],
      });
      expect((await send('/v2/models/how%20late/versions/1')).json.outputs).toEqual([
        { name: 'prediction', datatype: 'FP64', shape: [-1] },
        { name: 'prediction_id', datatype: 'BYTES', shape: [-1] },
      ]);
      expect((await send('/v2/models/late/ready')).json).toEqual({ name: 'late', ready: true });
      expect((await send('/v2/models/late/versions/champion/ready')).status).toBe(200);
      expect((await send('/v2/models/late/versions/7/ready')).status).toBe(404);
      expect((await send('/v2/models/early')).json.error).toContain('models are: how late, late');
    }));

  it('a damaged model is not ready, and says so when it is asked', () =>
    withServer(
      async (store) => {
        const { artifactHash } = await registerModel(store, 'late', binary);
        await damage(store, artifactHash);
      },
      async ({ send }) => {
        const { status, json } = await send('/v2/models/late/ready');
        expect([status, json]).toEqual([400, { name: 'late', ready: false }]);
        expect((await infer(send, { inputs })).status).toBe(500);
      },
    ));
});

describe('inference', () => {
  it('answers with the bits of the model, in JSON and in binary, and logs what it said', () =>
    withServer(both, async ({ send, server, store }) => {
      const expected = binary.model.predict(features);
      const probabilities = Array.from({ length: rows * 2 }, (_, i) => expected.probabilities![i % 2][i >> 1]);
      const { status, json } = await infer(send, { id: 'a b', inputs });
      expect(status).toBe(200);
      expect(json).toMatchObject({ model_name: 'late', model_version: '1', id: 'a b' });
      expect(output(json, 'prediction').data).toEqual(Array.from(expected.values, (code) => ['FALSE', 'TRUE'][code]));
      expect(output(json, 'probabilities')).toMatchObject({ shape: [rows, 2], data: probabilities });
      const ids: string[] = output(json, 'prediction_id').data;
      expect(await store.predictions.knows(ids)).toEqual(new Set(ids));

      const tails = inputs.map(({ data, ...one }) => {
        const isText = one.datatype === 'BYTES';
        const numbers = Float64Array.from(data, (value) => (value === null ? Number.NaN : Number(value)));
        const usable = isText || one.datatype === 'FP64';
        const tensor = { ...one, data: isText ? (data as string[]) : numbers } as Tensor;
        return usable ? takeAtOnce(writeElements(tensor)) : undefined;
      });
      const mixed = inputs.map(({ data, ...one }, i) =>
        tails[i] ? { ...one, parameters: { binary_data_size: tails[i].length } } : { ...one, data },
      );
      const head = Buffer.from(JSON.stringify({ inputs: mixed, parameters: { binary_data_output: true } }));
      const answer = await fetch(`${server.url}/v2/models/late/infer`, {
        method: 'POST',
        headers: { 'inference-header-content-length': String(head.length) },
        body: Buffer.concat([head, ...tails.filter((tail) => tail !== undefined)]),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const jsonBytes = Number(answer.headers.get('inference-header-content-length'));
      const told = JSON.parse(bytes.subarray(0, jsonBytes).toString());
      expect(told.outputs.map(({ name }: { name: string }) => name)).toEqual([
        'prediction',
        'probabilities',
        'prediction_id',
      ]);
      const [first, second] = told.outputs.map(
        (one: { parameters: { binary_data_size: number } }) => one.parameters.binary_data_size,
      );
      const at = jsonBytes + first;
      const doubles = Array.from({ length: second / 8 }, (_, i) => bytes.readDoubleLE(at + 8 * i));
      // A text cannot be missing in binary: those rows are of a city with an empty name.
      const present = Array.from({ length: rows }, (_, row) => row).filter((row) => inputs[0].data[row] !== null);
      for (const row of present) expect(doubles[2 * row]).toBe(probabilities[2 * row]);
    }));

  it('takes nested data, a column of width one, other number types, and gives the outputs that are wanted', () =>
    withServer(both, async ({ send }) => {
      const one = (name: string, datatype: string, value: unknown) => ({
        name,
        datatype,
        shape: [1, 1],
        data: [[value]],
      });
      const body = {
        inputs: [
          one('at', 'BYTES', '2026-03-01T10:30:00Z'),
          one('night', 'BOOL', null),
          one('distance', 'INT32', 40),
          one('city', 'BYTES', null),
        ],
        outputs: [{ name: 'probabilities' }],
      };
      const { json } = await infer(send, body);
      const native = await send('/v1/models/late/predict', {
        rows: [{ at: '2026-03-01T10:30:00Z', night: null, distance: 40, city: null }],
      });
      expect(json.outputs).toHaveLength(1);
      expect(json.outputs[0].data).toEqual(Object.values(native.json.probabilities[0]));
      const second = await infer(send, body, '/v2/models/late/versions/2/infer');
      expect(second.json.model_version).toBe('2');
      const none = inputs.map((input) => ({ ...input, shape: [0], data: [] }));
      const { outputs } = (await infer(send, { inputs: none })).json;
      expect(outputs).toEqual([
        { name: 'prediction', datatype: 'BYTES', shape: [0], data: [] },
        { name: 'probabilities', datatype: 'FP64', shape: [0, 2], data: [] },
        { name: 'prediction_id', datatype: 'BYTES', shape: [0], data: [] },
      ]);
    }));

  const changed = (name: string, change: object) => ({
    inputs: inputs.map((one) => (one.name === name ? { ...one, ...change } : one)),
  });
  it.each<[string, object, number, string]>([
    ['no inputs', {}, 422, 'inputs'],
    ['a missing input', { inputs: inputs.slice(1) }, 422, '"city" is missing'],
    ['an input that is not known', { inputs: [...inputs, { ...inputs[0], name: 'size' }] }, 422, 'no input "size"'],
    ['an input twice', { inputs: [...inputs, inputs[0]] }, 422, 'same name'],
    ['other numbers of rows', changed('night', { shape: [1], data: [true] }), 422, 'night'],
    ['a shape that the data do not have', changed('night', { shape: [2] }), 422, 'expected 2 elements'],
    ['a shape of three', changed('night', { shape: [rows, 1, 1] }), 422, 'shape'],
    ['a negative shape', changed('night', { shape: [-1] }), 422, 'shape'],
    ['a datatype that is none', changed('night', { datatype: 'FLOAT' }), 422, 'datatype'],
    [
      'a datatype that does not fit',
      changed('distance', { datatype: 'BYTES', data: new Array(rows).fill('1') }),
      422,
      'datatype FP64',
    ],
    ['texts among numbers', changed('distance', { data: new Array(rows).fill('1') }), 422, 'a finite number'],
    [
      'a fraction among whole numbers',
      changed('distance', { datatype: 'INT64', data: new Array(rows).fill(0.5) }),
      422,
      'whole',
    ],
    ['a time that is none', changed('at', { data: new Array(rows).fill('soon') }), 422, 'column "at"'],
    ['an output that is not known', { inputs, outputs: [{ name: 'score' }] }, 422, 'outputs are: prediction'],
    [
      'a classification',
      { inputs, outputs: [{ name: 'prediction', parameters: { classification: 2 } }] },
      422,
      'classification',
    ],
    [
      'bytes that are not there',
      changed('night', { data: undefined, parameters: { binary_data_size: rows } }),
      422,
      'binary_data_size',
    ],
    ['an id that is none', { id: 7, inputs }, 422, 'id'],
  ])('refuses %s', (_, body, status, words) =>
    withServer(both, async ({ send }) => {
      const answer = await infer(send, body);
      expect(answer.status).toBe(status);
      expect(Object.keys(answer.json)).toEqual(['error']);
      expect(answer.json.error).toContain(words);
    }),
  );

  it('refuses bodies that are no JSON, none at all, or shorter than they say', () =>
    withServer(both, async ({ send }) => {
      expect((await send('/v2/models/late/infer', '{"inputs":')).status).toBe(400);
      expect((await send('/v2/models/late/infer', undefined, { method: 'POST' })).status).toBe(400);
      const headers = { 'inference-header-content-length': '1000' };
      expect((await send('/v2/models/late/infer', undefined, { method: 'POST', headers, body: '{}' })).status).toBe(
        400,
      );
      const trailing = { 'inference-header-content-length': '13' };
      const answer = await send('/v2/models/late/infer', undefined, {
        method: 'POST',
        headers: trailing,
        body: '{"inputs":[]}rest',
      });
      expect(answer.json.error).toContain('4');
    }));
});
