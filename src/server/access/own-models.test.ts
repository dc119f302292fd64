/** What a caller sees whose key is good for some models only, on every protocol: the others do not exist. */
import { appendFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { failure } from '../../../tests/server/grpc-client.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Guarded, withAccess } from '../../../tests/server/with-access.ts';
import { withGrpcAccess } from '../../../tests/server/with-grpc-access.ts';
import { JobQueue, newJobId } from '../../jobs/job-queue.ts';
import { type DeclaredServing, defaultServing } from '../../serve/repository/declared-serving.ts';
import { JobFiles } from '../../store/job-files.ts';
import type { Store } from '../../store/open-store.ts';

const two = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary'));
  await registerModel(store, 'price', smallModel('regression'));
};
const keys = [
  { name: 'mine', role: 'operator', models: ['late'] },
  { name: 'nothing', role: 'operator', models: ['gone'] },
] as const;
const explicit: DeclaredServing = { ...defaultServing, control: 'explicit', load: ['*'] };
const asker =
  ({ app, as }: Guarded, who: string) =>
  async (method: 'GET' | 'POST', url: string, payload?: object | string, type = 'application/json') => {
    const headers = { ...as(who), ...(payload !== undefined && { 'content-type': type }) };
    const { statusCode, body } = await app.inject({ method, url, headers, payload });
    return { status: statusCode, json: body.trim() === '' ? undefined : JSON.parse(body.split('\n')[0]) };
  };
const namesIn = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

it('jobs of other models are not there, and the list has room for those that are', () =>
  withAccess(
    two,
    async (guarded) => {
      const [mine, admin] = [asker(guarded, 'mine'), asker(guarded, 'admin')];
      const row = `${JSON.stringify(goodRow)}\n`;
      const submit = (ask: typeof mine, model: string) =>
        ask('POST', `/v1/models/${model}/jobs`, row, 'application/x-ndjson');
      const own = (await submit(mine, 'late')).json.jobId;
      const other = (await submit(admin, 'price')).json.jobId;
      const hidden = await submit(mine, 'price');
      expect([hidden.status, hidden.json.error.details]).toEqual([404, { model: 'price', available: 'late' }]);
      expect((await mine('GET', '/v1/jobs')).json.jobs.map((job: { jobId: string }) => job.jobId)).toEqual([own]);
      expect((await admin('GET', '/v1/jobs')).json.jobs).toHaveLength(2);
      expect((await asker(guarded, 'nothing')('GET', '/v1/jobs')).json.jobs).toEqual([]);
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/cancel'],
        ['POST', '/tell'],
        ['GET', '/result'],
      ] as const) {
        const refused = await mine(method, `/v1/jobs/${other}${path}`);
        const missing = await mine(method, `/v1/jobs/job_none${path}`);
        expect([refused.status, refused.json.error.code]).toEqual([404, 'JOB_NOT_FOUND']);
        expect(JSON.stringify(refused.json).replaceAll(other, 'job_none')).toBe(JSON.stringify(missing.json));
      }
      expect((await mine('POST', `/v1/jobs/${own}/tell`)).json.error.code).toBe('JOB_WITHOUT_WEBHOOK');
      expect((await admin('GET', `/v1/jobs/${other}`)).json.state).toBe('queued');
      expect((await mine('GET', `/v1/jobs/${own}`)).status).toBe(200);
      expect((await mine('GET', `/v1/jobs/${own}/result`)).json.error.code).toBe('JOB_UNFINISHED');
      expect((await mine('POST', `/v1/jobs/${own}/cancel`)).json.state).toBe('cancelled');
      expect((await submit(asker(guarded, 'viewer'), 'late')).status).toBe(403);
    },
    { keys, limits: { jobsAtOnce: 0 } },
  ));

it('results of jobs go to who may use their model', () =>
  withAccess(
    two,
    async (guarded) => {
      const { store } = guarded;
      const [queue, files] = [new JobQueue(store), new JobFiles(store.home)];
      const ids = await Promise.all(
        ['late@1', 'price@1'].map(async (subject) => {
          const jobId = newJobId();
          await files.receive(jobId, (async function* () {})(), 1);
          await queue.submit({ jobId, kind: 'predict', subject, request: {} }, 9);
          await appendFile(files.path(jobId, 'output'), `{"of":"${subject}"}\n`);
          return jobId;
        }),
      );
      for (const _ of ids) await queue.finish((await queue.claim('worker'))!.jobId, 'worker', 1);
      expect((await asker(guarded, 'mine')('GET', `/v1/jobs/${ids[0]}/result`)).json).toEqual({ of: 'late@1' });
      expect((await asker(guarded, 'mine')('GET', `/v1/jobs/${ids[1]}/result`)).status).toBe(404);
      expect((await asker(guarded, 'predictor')('GET', `/v1/jobs/${ids[1]}/result`)).json).toEqual({ of: 'price@1' });
      const wanted = await queue.list(1, ({ subject }) => subject === 'late@1');
      expect(wanted.map(({ jobId }) => jobId)).toEqual([ids[0]]);
      expect(await queue.list(1)).toHaveLength(1);
    },
    { keys, limits: { jobsAtOnce: 0 } },
  ));

it('lists, statistics, loading and MLflow over HTTP have the models of the key', () =>
  withAccess(
    two,
    async (guarded) => {
      const mine = asker(guarded, 'mine');
      const admin = asker(guarded, 'admin');
      expect(namesIn((await mine('GET', '/v1/models')).json.models)).toEqual(['late']);
      await admin('POST', '/v1/models/late/predict', { rows: [goodRow] });
      await admin('POST', '/v1/models/price/predict', { rows: [goodRow] });
      expect(namesIn((await mine('POST', '/v2/repository/index', {})).json)).toEqual(['late']);
      expect(namesIn((await mine('POST', '/v2/repository/index', { ready: true })).json)).toEqual(['late']);
      expect(namesIn((await admin('POST', '/v2/repository/index', {})).json).sort()).toEqual(['late', 'price']);
      expect(namesIn((await mine('GET', '/v2/models/stats')).json.model_stats)).toEqual(['late']);
      expect(namesIn((await admin('GET', '/v2/models/stats')).json.model_stats).sort()).toEqual(['late', 'price']);
      expect(namesIn((await mine('GET', '/v2/models/late/stats')).json.model_stats)).toEqual(['late']);
      const sentence = 'model "price" does not exist; models are: late';
      for (const [method, path] of [
        ['GET', '/v2/models/price'],
        ['GET', '/v2/models/price/ready'],
        ['POST', '/v2/models/price/infer'],
        ['GET', '/v2/models/price/stats'],
        ['GET', '/v2/models/price/versions/1/stats'],
        ['POST', '/v2/repository/models/price/load'],
        ['POST', '/v2/repository/models/price/unload'],
      ] as const) {
        expect(await mine(method, path), path).toEqual({ status: 404, json: { error: sentence } });
      }
      expect((await mine('POST', '/v2/repository/models/late/unload')).status).toBe(200);
      expect((await mine('POST', '/v2/repository/models/late/load')).status).toBe(200);
      expect((await mine('GET', '/v1/models/price')).json.error.message).toBe(sentence);
      const rows = { dataframe_records: [goodRow] };
      expect((await asker(guarded, 'predictor')('POST', '/invocations', rows)).status).toBe(200);
      const refused = await mine('POST', '/invocations', rows);
      expect([refused.status, refused.json.message]).toEqual([404, sentence]);
      for (const path of ['/metrics', '/v1/studies']) {
        const { status, json } = await mine('GET', path);
        expect([status, json.error.code]).toEqual([403, 'MODELS_LIMITED']);
      }
    },
    { keys, mlflowModel: 'price', serving: explicit },
  ));

it('gRPC has the models of the key, whatever a message says twice', () =>
  withGrpcAccess(
    two,
    async ({ client, callAs }) => {
      const service = 'inference.GRPCInferenceService';
      const mine = callAs('mine');
      const [late, price] = ['late', 'price'].map((name) => ({ name }));
      const index = async (who: { headers?: typeof mine.headers }) =>
        namesIn((await client.call(`${service}/RepositoryIndex`, {}, who)).models);
      expect(await index(mine)).toEqual(['late']);
      expect((await index({})).sort()).toEqual(['late', 'price']);
      const statistics = async (who: { headers?: typeof mine.headers }, asked = {}) =>
        namesIn((await client.call(`${service}/ModelStatistics`, asked, who)).model_stats);
      expect((await statistics({})).sort()).toEqual(['late', 'price']);
      expect([await statistics(mine), await statistics(mine, late)]).toEqual([['late'], ['late']]);
      const control = { model_name: 'price' };
      const calls: readonly [string, object][] = [
        ['ModelReady', price],
        ['ModelMetadata', price],
        ['ModelStatistics', price],
        ['ModelInfer', control],
        ['RepositoryModelLoad', control],
        ['RepositoryModelUnload', control],
      ];
      const details = 'model "price" does not exist; models are: late';
      for (const [method, asked] of calls) {
        const refusal = await failure(client.call(`${service}/${method}`, asked, mine));
        expect(refusal, method).toEqual({ code: 'NOT_FOUND', details });
      }
      await client.call(`${service}/RepositoryModelUnload`, { model_name: 'late' }, mine);
      await client.call(`${service}/RepositoryModelLoad`, { model_name: 'late' }, mine);
      const infer = (model_name: string) => client.encode('inference.ModelInferRequest', { model_name });
      for (const names of [
        ['late', 'price'],
        ['price', 'late'],
      ]) {
        const message = Buffer.concat(names.map(infer));
        const { code, details } = await failure(client.send(`${service}/ModelInfer`, message, mine));
        // The last name counts, for the check as for the prediction.
        expect(code, details).toBe(names[1] === 'late' ? 'INVALID_ARGUMENT' : 'NOT_FOUND');
      }
    },
    { keys, serving: explicit },
  ));
