/** MLflow's scoring protocol: every way to send a table gives what the native route gives, and errors have MLflow's shape. */
import { describe, expect, it } from 'vitest';
import { damage } from '../../../tests/server/damage.ts';
import { features, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { send as sendTo, withServer } from '../../../tests/server/with-server.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { cell } from '../../table/column.ts';
import { startServer } from '../start.ts';

const binary = smallModel('binary');
const one = (store: Store) => registerModel(store, 'late', binary);
const columns = features.columns.map(({ name }) => name);
const rows = Array.from({ length: 20 }, (_, row) =>
  Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
);
const data = rows.map((row) => columns.map((name) => row[name]));
const byColumn = Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])]));
const csvCell = (value: unknown) => (value === null ? '' : `"${String(value)}"`);
const csv = [columns.join(','), ...data.map((row) => row.map(csvCell).join(','))].join('\r\n');
const post = (type: string, body: string): RequestInit => ({ method: 'POST', headers: { 'content-type': type }, body });

describe('tables', () => {
  it('in every form give the predictions of the native route, and are logged', () =>
    withServer(one, async ({ send, store }) => {
      const { predictions } = (await send('/v1/models/late/predict', { rows })).json;
      const forms: object[] = [
        { dataframe_split: { columns, data, index: rows.map((_, i) => i) } },
        { dataframe_split: { columns: [...columns].reverse(), data: data.map((row) => [...row].reverse()) } },
        { dataframe_records: rows.map((row) => ({ ...row, extra: 1 })) },
        { instances: rows },
        { instances: data, params: {} },
        { inputs: rows, params: null },
        { inputs: byColumn },
        { inputs: Object.fromEntries(columns.map((name) => [name, byColumn[name].map((value) => [value])])) },
      ];
      for (const form of forms) {
        const { status, json } = await send('/invocations', form);
        expect([status, json]).toEqual([200, { predictions }]);
      }
      const charset = await send('/invocations', undefined, {
        ...post('application/json; charset=UTF-8', JSON.stringify({ instances: rows })),
      });
      expect(charset.json).toEqual({ predictions });
      for (const body of [csv, `\uFEFF${csv}\n`, csv.replaceAll('\r\n', '\n').replaceAll('"', '')]) {
        const { status, json } = await send('/invocations', undefined, post('text/csv', body));
        expect([status, json]).toEqual([200, { predictions }]);
      }
      let logged = 0;
      for await (const events of store.predictions.read('late')) logged += events.length;
      expect(logged).toBe(rows.length * 13);
    }));

  it('of numbers have numbers as predictions, and no rows none', () =>
    withServer(
      (store) => registerModel(store, 'how late', smallModel('regression')),
      async ({ send }) => {
        const { predictions } = (await send('/v1/models/how%20late/predict', { rows })).json;
        expect((await send('/invocations', { instances: rows })).json).toEqual({ predictions });
        expect((await send('/invocations', { inputs: {} })).json).toEqual({ predictions: [] });
        expect((await send('/invocations', undefined, post('text/csv', `${columns}\n`))).json).toEqual({
          predictions: [],
        });
      },
    ));
});

describe('refusals', () => {
  const [bad, unfit] = ['BAD_REQUEST', 'INVALID_PARAMETER_VALUE'];
  const ofJson: readonly [what: string, body: object | string, code: string, words: string][] = [
    ['no JSON', '{"instances":', bad, 'not valid JSON'],
    ['NaN in JSON', '{"instances":[[NaN]]}', bad, 'not valid JSON'],
    ['a list', [rows[0]], bad, 'expected an object'],
    ['none of the forms', { rows }, bad, 'exactly one of dataframe_split, dataframe_records, instances, inputs'],
    ['two forms', { instances: rows, inputs: rows }, bad, 'found instances and inputs'],
    ['parameters', { instances: rows, params: { top: 3 } }, bad, 'params.top'],
    ['a split without columns', { dataframe_split: { data } }, bad, 'dataframe_split.columns'],
    ['a column twice', { dataframe_split: { columns: ['city', 'city'], data: [] } }, bad, 'columns[1]'],
    ['a short row', { dataframe_split: { columns, data: [data[0], [1]] } }, bad, 'dataframe_split.data[1]'],
    ['a record that is none', { dataframe_records: [7] }, bad, 'dataframe_records[0]'],
    ['a value for a row', { instances: [7] }, bad, 'instances[0]'],
    ['columns of other lengths', { inputs: { ...byColumn, night: [true] } }, bad, 'inputs'],
    ['a missing column', { instances: [{ city: null }] }, unfit, 'row 0, column "distance"'],
    ['a text for a number', { instances: [{ ...rows[0], distance: 'far' }] }, unfit, 'expected a finite number'],
    ['too many rows', { inputs: { city: new Array(31).fill('Bern') } }, bad, 'at most 30 rows'],
    ['too many records', { instances: new Array(31).fill(rows[0]) }, bad, 'at most 30 rows'],
  ];
  it('of JSON name what is wrong, never a value', () =>
    withServer(
      one,
      async ({ send }) => {
        for (const [what, body, code, words] of ofJson) {
          const { status, json } = await send('/invocations', body);
          expect([what, status, Object.keys(json)]).toEqual([what, 400, ['error_code', 'message']]);
          expect([what, json.error_code]).toEqual([what, code]);
          expect(json.message).toContain(words);
          expect(json.message).not.toContain('far');
        }
      },
      { rows: 30 },
    ));

  const ofCsv: readonly [what: string, body: string | Uint8Array, code: string, words: string][] = [
    ['nothing', '', bad, 'expected a line of column names'],
    ['a column twice', 'city,city\n', bad, 'stands there twice'],
    ['a row of another width', 'city,distance,night,at\nBern,1\n', bad, 'line 2: expected 4 cells, found 2'],
    ['an open quote', 'city,distance,night,at\n"Bern,1,true,\n', bad, 'never closed'],
    ['other bytes than UTF-8', new Uint8Array([0xff, 0xfe]), bad, 'UTF-8'],
    ['a text for a number', 'city,distance,night,at\nBern,far,true,\n', unfit, 'row 0, column "distance"'],
    ['a number for a truth', 'city,distance,night,at\nBern,1,1,\n', unfit, 'row 0, column "night"'],
    ['too many rows', `city,distance,night,at\n${'Bern,1,true,\n'.repeat(31)}`, bad, 'at most 30 rows'],
  ];
  it('of CSV name what is wrong and where', () =>
    withServer(
      one,
      async ({ send }) => {
        for (const [what, body, code, words] of ofCsv) {
          const { status, json } = await send('/invocations', undefined, post('text/csv', body as string));
          expect([what, status, json?.error_code]).toEqual([what, 400, code]);
          expect(json.message).toContain(words);
        }
      },
      { rows: 30 },
    ));

  it('of other content types, sizes and methods', () =>
    withServer(
      one,
      async ({ send }) => {
        for (const type of ['text/plain', 'application/json; format=pandas-split', 'text/csv; charset=latin1']) {
          const answer = await send('/invocations', undefined, post(type, '{}'));
          expect([answer.status, answer.headers.get('content-type')]).toEqual([415, 'text/plain; charset=utf-8']);
          expect(answer.text).toContain('application/json and text/csv');
        }
        const large = await send('/invocations', { instances: ['x'.repeat(5000)] });
        expect([large.status, large.json.error_code]).toEqual([413, 'BAD_REQUEST']);
        expect((await send('/invocations')).status).toBe(405);
      },
      { bodyBytes: 4000 },
    ));
});

describe('the one model', () => {
  const both = async (store: Store) => {
    await one(store);
    await registerModel(store, 'late', smallModel('binary', 2));
    await registerModel(store, 'other', smallModel('regression'));
  };

  it('must be chosen among several, and stays when a second one comes', async () => {
    await withServer(both, async ({ send }) => {
      const { status, json } = await send('/invocations', { instances: rows });
      expect([status, json.error_code]).toEqual([400, 'BAD_REQUEST']);
      expect(json.message).toContain('--mlflow-model');
      expect((await send('/ping')).status).toBe(404);
    });
    await withServer(one, async ({ send, store }) => {
      const before = (await send('/invocations', { instances: rows })).json;
      await registerModel(store, 'other', smallModel('regression'));
      expect((await send('/invocations', { instances: rows })).json).toEqual(before);
    });
    await withServer(
      async () => {},
      async ({ send }) => {
        const { status, json } = await send('/invocations', { instances: rows });
        expect([status, json.error_code]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
      },
    );
  });

  it('is the one that the server was started with; one that does not exist starts nothing', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      await both(store);
      const platform = { store: async () => store };
      await expect(startServer({ platform, port: 0, mlflowModel: 'lat' })).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
      });
      const server = await startServer({ platform, port: 0, mlflowModel: 'late@2' });
      const native = await sendTo(`${server.url}/v1/models/late@2/predict`, { rows });
      const { json } = await sendTo(`${server.url}/invocations`, { instances: rows });
      expect(json).toEqual({ predictions: native.json.predictions });
      await server.close();
      await store.close();
    }));

  it('is told by /ping and /health, and the program by /version', () =>
    withServer(one, async ({ send }) => {
      for (const path of ['/ping', '/health']) {
        const { status, text, headers } = await send(path);
        expect([status, text, headers.get('content-type')]).toEqual([200, '\n', 'application/json; charset=utf-8']);
      }
      expect((await send('/version')).text).toMatch(/^\d+\.\d+\.\d+$/);
    }));

  it('is not healthy when its artifact is damaged', () =>
    withServer(
      async (store) => {
        const { artifactHash } = await one(store);
        await damage(store, artifactHash);
      },
      async ({ send }) => {
        expect((await send('/ping')).status).toBe(404);
        const { status, json } = await send('/invocations', { instances: rows });
        expect([status, json.error_code]).toEqual([500, 'INTERNAL_ERROR']);
      },
    ));
});
