/** Damaged artifacts, readiness and figures: what the server says about itself. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { damage } from '../../tests/server/damage.ts';
import { expectFits } from '../../tests/server/expect-fits.ts';
import { goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { type Running, withServer } from '../../tests/server/with-server.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore } from '../store/open-store.ts';
import { promote } from '../tracking/registry.ts';
import { buildServer } from './build-server.ts';

const binary = smallModel('binary');
const waiting = { timeout: 10_000, interval: 100 };

const predict = async ({ send }: Running, ref: string) => await send(`/v1/models/${ref}/predict`, { rows: [goodRow] });

it('a damaged artifact is refused by name while others answer, and answers again once it is put back', () =>
  withServer(
    async (store) => {
      await registerModel(store, 'good', binary);
      const { artifactHash } = await registerModel(store, 'bad', smallModel('binary', 3));
      await damage(store, artifactHash);
    },
    async (running) => {
      const { artifactHash } = (await running.send('/v1/models/bad')).json;
      const refused = await predict(running, 'bad');
      expect([refused.status, refused.json.error.code]).toEqual([500, 'ARTIFACT_DAMAGED']);
      expect(refused.json.error.message).toContain(`artifact ${artifactHash} of model bad@1 is damaged`);
      expect((await predict(running, 'good')).status).toBe(200);
      const ready = await running.send('/healthz/ready');
      expect(ready.status).toBe(200);
      expect(ready.json.status).toBe('degraded');
      expect(ready.json.problems).toMatchObject([{ subject: 'bad', code: 'ARTIFACT_DAMAGED' }]);
      await writeFile(running.store.blobs.path(artifactHash), smallModel('binary', 3).bytes);
      await vi.waitFor(async () => {
        expect((await running.send('/healthz/ready')).json).toEqual({ status: 'ready', problems: [] });
      }, waiting);
      expect((await predict(running, 'bad')).status).toBe(200);
    },
  ));

it('a promotion to a damaged version leaves the old one answering, and readiness says so', () =>
  withServer(
    (store) => registerModel(store, 'late', binary),
    async (running) => {
      const { store } = running;
      const next = await registerModel(store, 'late', smallModel('binary', 2));
      const mend = await damage(store, next.artifactHash);
      await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
      await sleep(700);
      const answer = await predict(running, 'late');
      expect([answer.status, answer.json.modelVersion]).toEqual([200, 1]);
      expect((await predict(running, 'late@2')).json.error.code).toBe('ARTIFACT_DAMAGED');
      const { status, problems } = (await running.send('/healthz/ready')).json;
      expect(status).toBe('degraded');
      expect(problems).toMatchObject([{ subject: 'late', serving: 1, code: 'ARTIFACT_DAMAGED' }]);
      expect((await running.send('/metrics')).text).toContain('modelwright_serving_problems 1');
      await mend();
      await vi.waitFor(async () => {
        expect((await running.send('/healthz/ready')).json.status).toBe('ready');
      }, waiting);
      expect((await predict(running, 'late')).json.modelVersion).toBe(2);
    },
  ));

it('is not ready before its models are loaded, and answers all the same', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await registerModel(store, 'late', binary);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const get = async (hash: string) => {
      await released;
      return await store.blobs.get(hash);
    };
    const app = buildServer({ store: { ...store, blobs: { ...store.blobs, get } } });
    const starting = await app.inject('/healthz/ready');
    expect([starting.statusCode, starting.json()]).toEqual([503, { status: 'starting', problems: [] }]);
    expect((await app.inject('/healthz/live')).statusCode).toBe(200);
    const waits = app.inject({ method: 'POST', url: '/v1/models/late/predict', payload: { rows: [goodRow] } });
    release();
    expect((await waits).statusCode).toBe(200);
    await app.modelsLoaded();
    expect((await app.inject('/healthz/ready')).json().status).toBe('ready');
    await app.close();
    await store.close();
  }));

it('health and metrics tell what happened', () =>
  withServer(
    (store) => registerModel(store, 'late', binary),
    async (running) => {
      expect((await running.send('/healthz/live')).json).toEqual({ status: 'live' });
      expect((await running.send('/healthz/ready')).json).toEqual({ status: 'ready', problems: [] });
      const { predictionIds } = (await running.send('/v1/models/late/predict', { rows: [goodRow, goodRow] })).json;
      await running.send('/v1/labels', {
        labels: [
          { prediction_id: predictionIds[0], label: 'TRUE' },
          { prediction_id: 'x', label: 1 },
        ],
      });
      await running.send('/v1/models/nobody/predict', { rows: [goodRow] });
      await running.send('/nowhere/1');
      await running.send('/nowhere/2');
      const { text, headers } = await running.send('/metrics');
      expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      for (const line of [
        'modelwright_predictions_total{model="late",version="1"} 2',
        'modelwright_labels_total{result="accepted"} 1',
        'modelwright_labels_total{result="unknown"} 1',
        'modelwright_prediction_log_dropped_total 0',
        'modelwright_models_loaded 1',
        'modelwright_serving_problems 0',
        'modelwright_http_request_duration_seconds_count{method="POST",route="/v1/models/:name/predict",status="200"} 1',
        'modelwright_http_request_duration_seconds_count{method="POST",route="/v1/models/:name/predict",status="404"} 1',
        'modelwright_http_request_duration_seconds_count{method="GET",route="unknown",status="404"} 2',
      ]) {
        expect(text).toContain(`${line}\n`);
      }
      expect(text).toMatch(/modelwright_event_loop_lag_p99_seconds \d/);
    },
  ));

it('the OpenAPI document describes every route, and every answer fits its description', () =>
  withServer(
    (store) => registerModel(store, 'late', binary),
    async ({ send }) => {
      const document = (await send('/openapi.json')).json;
      expect(document.openapi).toBe('3.1.0');
      expect(
        Object.entries(document.paths).flatMap(([path, item]) =>
          Object.keys(item as object).map((m) => `${m} ${path}`),
        ),
      ).toEqual([
        'post /v1/models/{name}/predict',
        'get /v1/models',
        'get /v1/models/{name}',
        'get /v1/models/{name}/openapi.json',
        'post /v1/labels',
        'get /v1/studies',
        'get /v1/studies/{name}',
        'get /v1/studies/{name}/trials',
        'get /v1/studies/{name}/importance',
        'get /healthz/live',
        'get /healthz/ready',
        'get /metrics',
        'get /openapi.json',
        'get /v2',
        'get /v2/health/live',
        'get /v2/health/ready',
        'get /v2/models/{name}',
        'get /v2/models/{name}/ready',
        'post /v2/models/{name}/infer',
        'get /v2/models/{name}/versions/{version}',
        'get /v2/models/{name}/versions/{version}/ready',
        'post /v2/models/{name}/versions/{version}/infer',
        'post /v2/repository/index',
        'post /v2/repository/models/{name}/load',
        'post /v2/repository/models/{name}/unload',
        'get /v2/models/stats',
        'get /v2/models/{name}/stats',
        'get /v2/models/{name}/versions/{version}/stats',
        'post /v1/models/{name}/predict-stream',
        'post /v1/models/{name}/jobs',
        'get /v1/jobs',
        'get /v1/jobs/{id}',
        'post /v1/jobs/{id}/cancel',
        'post /v1/jobs/{id}/tell',
        'get /v1/jobs/{id}/result',
        'get /ping',
        'get /health',
        'get /version',
        'post /invocations',
      ]);
      const schemaOf = (path: string, method: string, status: number) =>
        document.paths[path][method].responses[status].content['application/json'].schema;
      const answer = await send('/v1/models/late/predict', { rows: [{ ...goodRow, more: 1 }] });
      expectFits(answer.json, schemaOf('/v1/models/{name}/predict', 'post', 200), 'predict');
      const refused = await send('/v1/models/late/predict', { rows: [{}] });
      expectFits(refused.json, schemaOf('/v1/models/{name}/predict', 'post', refused.status), 'refused');
      expectFits((await send('/v1/models')).json, schemaOf('/v1/models', 'get', 200), 'models');
      expectFits((await send('/v1/models/late')).json, schemaOf('/v1/models/{name}', 'get', 200), 'model');
      const labels = { labels: [{ prediction_id: answer.json.predictionIds[0], label: 'TRUE' }] };
      expectFits((await send('/v1/labels', labels)).json, schemaOf('/v1/labels', 'post', 200), 'labels');
      expectFits((await send('/healthz/ready')).json, schemaOf('/healthz/ready', 'get', 200), 'ready');
      expectFits((await send('/healthz/live')).json, schemaOf('/healthz/live', 'get', 200), 'live');
      expectFits((await send('/v2')).json, schemaOf('/v2', 'get', 200), 'v2');
      expectFits((await send('/v2/models/late')).json, schemaOf('/v2/models/{name}', 'get', 200), 'metadata');
      const inference = await send('/v2/models/late/infer', {
        inputs: Object.entries(goodRow).map(([name, value]) => {
          const datatype = { string: 'BYTES', number: 'FP64', boolean: 'BOOL' }[typeof value as 'string'];
          return { name, datatype, shape: [1], data: [value] };
        }),
      });
      expectFits(inference.json, schemaOf('/v2/models/{name}/infer', 'post', 200), 'infer');
      const body = document.paths['/v1/models/{name}/predict'].post.requestBody.content['application/json'].schema;
      expectFits({ rows: [goodRow, { ...goodRow, city: null }] }, body, 'body');
    },
  ));
