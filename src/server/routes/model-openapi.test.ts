/** A model's own OpenAPI document: what the server takes fits it, what the server refuses does not. */
import { expect, it } from 'vitest';
import { expectFits, type Schema } from '../../../tests/server/expect-fits.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Running, withServer } from '../../../tests/server/with-server.ts';
import type { Store } from '../../store/open-store.ts';

const prepare = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary', 1, { calibrated: true }));
  await registerModel(store, 'how late', smallModel('regression', 1, { calibrated: true }));
};

async function documentOf(send: Running['send'], ref: string) {
  const { status, json } = await send(`/v1/models/${encodeURIComponent(ref)}/openapi.json`);
  expect(status).toBe(200);
  // Follows references, as the reader of a document does.
  const resolve = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve);
    const { $ref } = value as { $ref?: string };
    if ($ref) return resolve(json.components.schemas[$ref.split('/').at(-1)!]);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
  };
  return { document: json, schemas: resolve(json.components.schemas) as Record<string, Schema> };
}

it('has the exact rows and answers of a model of classes', () =>
  withServer(prepare, async ({ send }) => {
    const { document, schemas } = await documentOf(send, 'late@1');
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'late', version: '1' } });
    expect(Object.keys(document.paths)).toEqual([
      '/v1/models/late%401/predict',
      '/v1/models/late%401/predict-stream',
      '/v1/models/late%401/jobs',
      '/v1/jobs/{id}',
      '/v1/jobs/{id}/cancel',
      '/v1/jobs/{id}/result',
    ]);
    expect(schemas['Row']).toEqual({
      type: 'object',
      required: ['city', 'distance', 'night', 'at'],
      properties: {
        city: { type: ['string', 'null'] },
        distance: { type: ['number', 'null'] },
        night: { type: ['boolean', 'null'] },
        at: { type: ['string', 'null'], description: 'A date or an instant, ISO-8601.' },
      },
    });
    const body = { rows: [goodRow, { ...goodRow, city: null, extra: 1 }], intervals: 0.9, explain: true };
    expectFits(body, schemas['PredictRequest'], 'body');
    const answer = await send('/v1/models/late@1/predict', body);
    expectFits(answer.json, schemas['PredictAnswer'], 'answer');
    expect(Object.keys(schemas['PredictAnswer'].properties ?? {})).not.toContain('measures');
    expect(Object.keys(schemas['PredictAnswer'].properties ?? {})).not.toContain('intervals');
    expect(schemas['PredictAnswer'].properties?.['predictions'].items).toEqual({
      type: 'string',
      enum: ['FALSE', 'TRUE'],
    });
    const headers = { 'content-type': 'application/x-ndjson' };
    const lines = `${JSON.stringify(goodRow)}\n{}\n`;
    const streamed = await send('/v1/models/late@1/predict-stream?intervals=0.9', undefined, {
      method: 'POST',
      headers,
      body: lines,
    });
    for (const line of streamed.text.trim().split('\n')) {
      expectFits(JSON.parse(line), schemas['StreamedAnswer'], 'line');
    }
    const job = await send('/v1/models/late@1/jobs', undefined, { method: 'POST', headers, body: lines });
    expect(job.status).toBe(202);
    expectFits(job.json, schemas['Job'], 'job');
    for (const bad of [{ ...goodRow, city: 7 }, { ...goodRow, night: 'true' }, { city: null }]) {
      expect((await send('/v1/models/late@1/predict', { rows: [bad] })).status).toBe(422);
      expect(() => expectFits({ rows: [bad] }, schemas['PredictRequest'], 'body')).toThrow();
    }
  }));

it('has numbers and intervals for a model of numbers, and errors of its own', () =>
  withServer(prepare, async ({ send }) => {
    const { document, schemas } = await documentOf(send, 'how late');
    expect(Object.keys(document.paths)).toContain('/v1/models/how%20late/predict');
    const answer = await send('/v1/models/how%20late/predict', { rows: [goodRow], intervals: 0.9 });
    expectFits(answer.json, schemas['PredictAnswer'], 'answer');
    const { properties } = schemas['PredictAnswer'];
    expect(properties?.['predictions'].items).toEqual({ type: 'number' });
    expect(Object.keys(properties ?? {})).not.toContain('probabilities');
    const unknown = await send('/v1/models/lat/openapi.json');
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'MODEL_NOT_FOUND']);
    expectFits(unknown.json, schemas['Error'], 'error');
  }));
