import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { features, goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withServer } from '../../tests/server/with-server.ts';
import { loggedPredictions } from '../../tests/store/logged-predictions.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { isModelwrightError } from '../core/errors.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { cell } from '../table/column.ts';
import { promote, rollback } from '../tracking/registry.ts';
import { startServer } from './start.ts';

const binary = smallModel('binary');
const regression = smallModel('regression');
const both = async (store: Store) => {
  await registerModel(store, 'late', binary);
  await registerModel(store, 'how late', regression);
};

/** The training rows as a client would send them. */
const allRows = Array.from({ length: features.nRows }, (_, row) =>
  Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
);

it('answers with the bits of the model in process, in batches and one by one', () =>
  withServer(both, async ({ send }) => {
    const expected = binary.model.predict(features);
    const { status, json } = await send('/v1/models/late/predict', { rows: allRows });
    expect(status).toBe(200);
    expect(json.modelVersion).toBe(1);
    expect(json.warnings).toBeUndefined();
    expect(json.predictions).toEqual(Array.from(expected.values, (code) => ['FALSE', 'TRUE'][code]));
    expect(json.probabilities).toEqual(
      Array.from(expected.values, (_, row) => ({
        FALSE: expected.probabilities![0][row],
        TRUE: expected.probabilities![1][row],
      })),
    );
    expect(new Set(json.predictionIds).size).toBe(allRows.length);
    const numbers = (await send('/v1/models/how%20late/predict', { rows: allRows })).json;
    expect(numbers.predictions).toEqual([...regression.model.predict(features).values]);
    expect(numbers.probabilities).toBeUndefined();
    for (const row of [0, 1, 7, 119]) {
      const one = (await send('/v1/models/late@1/predict', { rows: [allRows[row]] })).json;
      expect(one.probabilities).toEqual([json.probabilities[row]]);
    }
    expect((await send('/v1/models/late@champion/predict', { rows: [] })).json).toEqual({
      predictions: [],
      probabilities: [],
      modelVersion: 1,
      predictionIds: [],
    });
  }));

it('logs every answered row as it was', () =>
  withServer(both, async ({ send, store }) => {
    const { json } = await send('/v1/models/late/predict', { rows: [goodRow, { ...goodRow, city: null, at: null }] });
    const events = await loggedPredictions(store, 'late');
    expect(events.map(({ predictionId }) => predictionId)).toEqual(json.predictionIds);
    expect(events[0]).toMatchObject({
      model: 'late',
      version: 1,
      features: { ...goodRow, at: '2026-03-01T10:30:00.000Z' },
      prediction: json.predictions[0],
      probabilities: json.probabilities[0],
      propensity: 1,
      source: 'http',
    });
    expect(events[1].features).toEqual({ ...goodRow, city: null, at: null });
    expect(events[0].featuresHash).toMatch(/^[0-9a-f]{64}$/);
    expect(events[0].featuresHash).not.toBe(events[1].featuresHash);
    expect(events[0].latencyMs).toBeGreaterThan(0);
    await send('/v1/models/late/predict', { rows: [goodRow, { ...goodRow, distance: 'far' }] });
    expect(await loggedPredictions(store, 'late')).toHaveLength(2);
  }));

it('takes 10,000 rows in one request and logs each', () =>
  withServer(both, async ({ send, store }) => {
    const rows = Array.from({ length: 10_000 }, (_, i) => allRows[i % allRows.length]);
    const { status, json } = await send('/v1/models/late/predict', { rows });
    expect(status).toBe(200);
    expect(json.predictionIds).toHaveLength(10_000);
    const one = (await send('/v1/models/late/predict', { rows: allRows })).json;
    expect(json.probabilities.slice(9_960, 10_000)).toEqual(one.probabilities.slice(0, 40));
    expect(await loggedPredictions(store, 'late')).toHaveLength(10_000 + allRows.length);
    expect(store.predictions.dropped).toBe(0);
  }));

it('names ignored columns once', () =>
  withServer(both, async ({ send }) => {
    const rows = [
      { ...goodRow, color: 'red' },
      { ...goodRow, color: 'blue', toString: 1 },
    ];
    const { json } = await send('/v1/models/late/predict', { rows });
    expect(json.predictions).toHaveLength(2);
    expect(json.warnings).toEqual(['columns that the model does not use were ignored: color, toString']);
  }));

it('keeps labels of logged predictions and counts the others', () =>
  withServer(both, async ({ send, store }) => {
    const { predictionIds } = (await send('/v1/models/late/predict', { rows: [goodRow, goodRow] })).json;
    const labels = [
      { prediction_id: predictionIds[0], label: 'TRUE', observed_at: '2026-03-02T00:00:00Z' },
      { prediction_id: predictionIds[1], label: 'FALSE', observed_at: null },
      { prediction_id: 'prediction_nobody', label: 1 },
    ];
    const { status, json } = await send('/v1/labels', { labels });
    expect(status).toBe(200);
    expect(json).toEqual({ accepted: 2, unknown: 1 });
    const [first] = await store.labels.history(predictionIds[0]);
    expect(first).toMatchObject({ label: 'TRUE', observedAt: '2026-03-02T00:00:00.000Z' });
  }));

it('lists and shows models', () =>
  withServer(both, async ({ send, store }) => {
    await registerModel(store, 'late', smallModel('binary', 2));
    const { models } = (await send('/v1/models')).json;
    expect(models.map((row: { name: string; version: number }) => `${row.name}@${row.version}`)).toEqual([
      'how late@1',
      'late@2',
      'late@1',
    ]);
    expect(Object.keys(models[0])).toEqual(['name', 'version', 'aliases', 'artifactHash', 'createdAt']);
    const shown = (await send('/v1/models/late')).json;
    expect(shown).toMatchObject({ ...models[2], aliases: ['champion'], versions: [2, 1], promotable: true });
    expect(shown.signature).toEqual(binary.model.signature);
    expect((await send('/v1/models/late@2')).json.version).toBe(2);
  }));

it('follows moves of an alias within a second while names with a version stay', () =>
  withServer(both, async ({ send, store }) => {
    const versionOf = async (ref: string) =>
      (await send(`/v1/models/${ref}/predict`, { rows: [goodRow] })).json.modelVersion;
    await registerModel(store, 'late', smallModel('binary', 2));
    expect(await versionOf('late')).toBe(1);
    expect(await versionOf('late@1')).toBe(1);
    await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
    await sleep(700);
    expect(await versionOf('late')).toBe(2);
    expect(await versionOf('late@1')).toBe(1);
    await rollback(store, { name: 'late', actor: 'ann' });
    await sleep(700);
    expect(await versionOf('late')).toBe(1);
  }));

it('answers requests in flight when it closes, then is gone', async () => {
  await withHome(async (home) => {
    const store = await openStore(home);
    await both(store);
    const server = await startServer({ platform: { store: async () => store }, port: 0 });
    const rows = Array.from({ length: 3_000 }, (_, i) => allRows[i % allRows.length]);
    const body = JSON.stringify({ rows });
    const request = httpRequest(`${server.url}/v1/models/late/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const answered = once(request, 'response');
    await new Promise<void>((written) => void request.write(body.slice(0, 1000), () => written()));
    await vi.waitFor(() => fetch(`${server.url}/healthz/live`).then(({ status }) => expect(status).toBe(200)));
    const closed = server.close();
    await sleep(50);
    await expect(fetch(server.url)).rejects.toThrow();
    request.end(body.slice(1000));
    const [answer] = (await answered) as [IncomingMessage];
    expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close']);
    expect((JSON.parse(await text(answer)) as { predictions: string[] }).predictions).toHaveLength(3_000);
    await closed;
    expect(await loggedPredictions(store, 'late')).toHaveLength(3_000);
    await store.close();
  });
});

it('refuses hosts beyond this machine, impossible ports and ports in use', async () => {
  const platform = { store: () => Promise.reject(new Error('not opened')) };
  for (const host of ['0.0.0.0', '::', '192.168.1.4', 'example.org', '']) {
    const error = await startServer({ platform, host, port: 0 }).catch((thrown: unknown) => thrown);
    expect(isModelwrightError(error) && [error.code, error.exit]).toEqual(['HOST_REFUSED', 2]);
  }
  for (const port of [-1, 65_536, 1.5, Number.NaN]) {
    await expect(startServer({ platform, port })).rejects.toMatchObject({ code: 'PARAM_INVALID' });
  }
  const other = createServer().listen(0, '127.0.0.1');
  await sleep(20);
  const { port } = other.address() as { port: number };
  await withHome(async (home) => {
    const store = await openStore(home);
    await expect(startServer({ platform: { store: async () => store }, port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      details: { port, host: '127.0.0.1' },
    });
    await store.close();
  });
  other.close();
});
