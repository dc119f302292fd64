/** Triton's extensions over HTTP and gRPC: the same repository and the same figures through both. */
import { describe, expect, it } from 'vitest';
import { expectFits } from '../../../tests/server/expect-fits.ts';
import { failure } from '../../../tests/server/grpc-client.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withGrpcClient } from '../../../tests/server/with-grpc-client.ts';
import { withServer } from '../../../tests/server/with-server.ts';
import { servingSchema } from '../../serve/repository/declared-serving.ts';
import type { Store } from '../../store/open-store.ts';

const service = 'inference.GRPCInferenceService';
const explicit = servingSchema.parse({ control: 'explicit' });
const two = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary', 1));
  await registerModel(store, 'late', smallModel('binary', 2));
};
const post = { method: 'POST' };

it('loads, lists and unloads over HTTP and over gRPC alike', () =>
  withGrpcClient(
    two,
    async ({ send, client: { call } }) => {
      const predict = async () => (await send('/v1/models/late/predict', { rows: [goodRow] })).status;
      const index = async () => {
        const overHttp = (await send('/v2/repository/index', undefined, post)).json;
        const { models } = await call(`${service}/RepositoryIndex`);
        expect(models).toEqual(overHttp);
        return models.map(({ state }: { state: string }) => state);
      };
      const unloaded = { name: 'late', version: '2', state: 'UNAVAILABLE', reason: 'unloaded' };
      expect((await send('/v2/repository/index', {})).json[0]).toEqual(unloaded);
      expect(await predict()).toBe(503);
      expect((await send('/v2/models/late/ready')).status).toBe(400);
      expect(await call(`${service}/ModelReady`, { name: 'late' })).toEqual({ ready: false });

      expect(await send('/v2/repository/models/late/load', undefined, post)).toMatchObject({ status: 200, json: {} });
      expect([await predict(), await index()]).toEqual([200, ['UNAVAILABLE', 'READY']]);
      expect(await call(`${service}/RepositoryIndex`, { ready: true })).toMatchObject({ models: [{ version: '1' }] });
      expect((await send('/v2/repository/index', { ready: true })).json).toHaveLength(1);
      await send('/v2/repository/models/late/unload', { parameters: { unload_dependents: true } });
      expect(await predict()).toBe(503);

      const config = JSON.stringify({ version_policy: { specific: { versions: ['2'] } } });
      await call(`${service}/RepositoryModelLoad`, {
        model_name: 'late',
        parameters: { config: { string_param: config } },
      });
      expect([await predict(), await index()]).toEqual([200, ['READY', 'READY']]);
      expect((await send('/v2/models/late/versions/1/ready')).status).toBe(404);
      await call(`${service}/RepositoryModelUnload`, { model_name: 'late' });
      expect([await predict(), await index()]).toEqual([503, ['UNAVAILABLE', 'UNAVAILABLE']]);
    },
    {},
    explicit,
  ));

describe('refuses to load', () => {
  const config = (value: unknown) => ({ parameters: { config: JSON.stringify(value) } });
  it.each<[string, unknown, number, string]>([
    ['a body that is a list', [], 422, 'an object'],
    ['a body that is no JSON', '{', 400, 'JSON'],
    ['files', { parameters: { 'file:1/model.onnx': 'AAAA' } }, 422, 'models come from the registry'],
    ['a parameter that is not known', { parameters: { speed: 1 } }, 422, '"speed"'],
    ['a configuration that is no text', { parameters: { config: {} } }, 422, 'a text of JSON'],
    ['a setting that is not known', config({ backend: 'python' }), 422, '"backend"'],
    ['two policies', config({ version_policy: { all: {}, latest: {} } }), 422, 'several'],
    ['no policy', config({ version_policy: { newest: {} } }), 422, 'one of latest, all, specific'],
    ['no versions', config({ version_policy: { specific: { versions: [] } } }), 422, '1 to 32'],
    ['version 0', config({ version_policy: { specific: { versions: [0] } } }), 422, 'from 1 up'],
    ['33 versions', config({ versionPolicy: { latest: { numVersions: 33 } } }), 422, 'at most 32'],
  ])('%s', (_, body, status, words) =>
    withServer(
      two,
      async ({ send }) => {
        const answer = await send('/v2/repository/models/late/load', body);
        expect([answer.status, Object.keys(answer.json)]).toEqual([status, ['error']]);
        expect(answer.json.error).toContain(words);
        expect((await send('/v2/repository/models/late/load', config({ versionPolicy: { latest: {} } }))).status).toBe(
          200,
        );
      },
      {},
      undefined,
      explicit,
    ),
  );

  it('anything where the registry decides, and models that are not there', () =>
    withGrpcClient(two, async ({ send, client: { call } }) => {
      expect(await send('/v2/repository/models/late/unload', {})).toMatchObject({ status: 409 });
      expect(await failure(call(`${service}/RepositoryModelLoad`, { model_name: 'late' }))).toMatchObject({
        code: 'FAILED_PRECONDITION',
      });
      expect((await send('/v2/models/nobody/stats')).status).toBe(404);
      expect((await send('/v2/models/late/versions/9/stats')).status).toBe(404);
      expect((await send('/v2/repository/index', { ready: 1 })).status).toBe(422);
    }));
});

it('tells how many rows each version answered and where the time went, whatever brought them', () =>
  withGrpcClient(two, async ({ send, client: { call } }) => {
    const document = (await send('/openapi.json')).json;
    await send('/v1/models/late/predict', { rows: [goodRow] });
    await send('/v1/models/late/predict', { rows: [goodRow, goodRow, goodRow] });
    await send('/v1/models/late/predict', { rows: [{}] });
    await send('/v1/models/late@2/predict-stream', undefined, {
      ...post,
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(goodRow)}\n`,
    });
    const { model_stats: all } = (await send('/v2/models/stats')).json;
    expectFits(
      { model_stats: all },
      document.paths['/v2/models/{name}/stats'].get.responses[200].content['application/json'].schema,
      'stats',
    );
    expect(all).toMatchObject([
      { name: 'late', version: '2', inference_count: 1, execution_count: 1 },
      { name: 'late', version: '1', inference_count: 4, execution_count: 2 },
    ]);
    const { inference_stats: times, batch_stats: batches, last_inference: last } = all[1];
    expect(last).toBeGreaterThan(0);
    expect([times.success.count, times.fail.count, times.compute_infer.count]).toEqual([2, 1, 2]);
    const { success, queue, compute_input, compute_infer, compute_output } = times;
    const parts = [queue, compute_input, compute_infer, compute_output];
    expect(parts.reduce((sum, { ns }) => sum + ns, 0)).toBeLessThanOrEqual(success.ns + parts.length);
    expect(compute_infer.ns).toBeGreaterThan(0);
    expect(batches.map((one: { batch_size: number }) => one.batch_size)).toEqual([1, 3]);
    expect((await send('/v2/models/late/versions/champion/stats')).json.model_stats).toEqual([all[1]]);
    expect((await send('/v2/models/late/stats')).json.model_stats).toEqual(all);
    const overGrpc = await call(`${service}/ModelStatistics`, { name: 'late', version: '1' });
    expect(overGrpc.model_stats).toMatchObject([
      {
        name: 'late',
        inference_count: '4',
        inference_stats: { success: { count: '2', ns: String(success.ns) }, fail: { count: '1' } },
        batch_stats: [{ batch_size: '1' }, { batch_size: '3' }],
      },
    ]);
    expect((await call(`${service}/ModelStatistics`)).model_stats).toHaveLength(2);
  }));
