/** Streamed rows: the answers of the native route line by line, errors in their place, bounded in memory, over when the client is. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { expectFits } from '../../../tests/server/expect-fits.ts';
import { features, goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { type Running, withServer } from '../../../tests/server/with-server.ts';
import { openPredictor } from '../../serve/predictor.ts';
import { openResolver } from '../../serve/resolver.ts';
import type { Store } from '../../store/open-store.ts';
import { cell } from '../../table/column.ts';
import { promote } from '../../tracking/registry.ts';
import { defaultLimits } from '../request-limits.ts';
import { answerLines } from '../streaming/answer-lines.ts';

const prepare = async (store: Store) => {
  await registerModel(store, 'late', smallModel('binary', 1, { calibrated: true }));
  await registerModel(store, 'late', smallModel('binary', 2));
  await registerModel(store, 'how late', smallModel('regression', 1, { calibrated: true }));
};
const path = '/v1/models/late/predict-stream';
const rows = Array.from({ length: features.nRows }, (_, row) =>
  Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
);
const ndjson = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(line)).join('\n');

async function stream(send: Running['send'], body: string | Uint8Array, to = path, type = 'application/x-ndjson') {
  const answer = await send(to, undefined, { method: 'POST', headers: { 'content-type': type }, body: body as string });
  const lines = answer.text.split('\n').filter((line) => line !== '');
  return { ...answer, lines: answer.status === 200 ? lines.map((line) => JSON.parse(line)) : [] };
}

/** A request whose body is written piece by piece. */
async function openStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<{
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  answer(): Promise<IncomingMessage>;
}> {
  const type = { 'content-type': 'application/x-ndjson' };
  const sent = httpRequest(url + path, { method: 'POST', headers: { ...type, ...headers } });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  answered.catch(() => {});
  return {
    write: (text) => sent.write(text),
    end: () => void sent.end(),
    destroy: () => void sent.destroy(),
    answer: () => answered,
  };
}

it('answers each row with the bits of the native route, in order, by one version, and logs it', () =>
  withServer(prepare, async ({ send, store }) => {
    const native = (await send('/v1/models/late/predict', { rows })).json;
    const many = Array.from({ length: 5 }, () => rows).flat();
    const { status, headers, lines } = await stream(send, ndjson(many));
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    expect(lines).toHaveLength(many.length);
    for (const [i, line] of lines.entries()) {
      const { predictionId, ...answer } = line;
      expect(answer).toEqual({
        line: i + 1,
        prediction: native.predictions[i % rows.length],
        probabilities: native.probabilities[i % rows.length],
        modelVersion: 1,
      });
      expect(predictionId).toMatch(/^prediction_/);
    }
    const ids: string[] = lines.map(({ predictionId }) => predictionId);
    expect(await store.predictions.knows(ids)).toEqual(new Set(ids));
    const other = await stream(send, `${ndjson(rows.slice(0, 3))}\r\n\r\n`, path.replace('late', 'late@2'));
    expect(other.lines.map(({ modelVersion }) => modelVersion)).toEqual([2, 2, 2]);
    const metrics = (await send('/metrics')).text;
    expect(metrics).toContain(`modelwright_predictions_total{model="late",version="1"} ${many.length + rows.length}`);
  }));

it('gives intervals and sets when they are asked for, and refuses queries that it does not know', () =>
  withServer(prepare, async ({ send }) => {
    const body = ndjson(rows.slice(0, 5));
    const numbers = await stream(send, body, '/v1/models/how%20late/predict-stream?intervals=0.9');
    const native = await send('/v1/models/how%20late/predict', { rows: rows.slice(0, 5), intervals: 0.9 });
    expect(numbers.lines.map(({ interval }) => interval)).toEqual(native.json.intervals);
    const classes = await stream(send, body, `${path}?intervals=.5`);
    expect(classes.lines[0].set.length).toBeGreaterThanOrEqual(0);
    for (const query of ['intervals=1', 'intervals=0', 'intervals=x', 'intervals=.5&intervals=.6', 'explain=true']) {
      const { status, json } = await stream(send, body, `${path}?${query}`);
      expect([query, status, json.error.code]).toEqual([query, 422, 'PARAM_INVALID']);
    }
    // The second version was never calibrated.
    const absent = await stream(send, body, `${path.replace('late', 'late@2')}?intervals=0.9`);
    expect([absent.status, absent.json.error.code]).toEqual([422, 'INTERVALS_ABSENT']);
  }));

it('answers what is wrong with a line in its place, and goes on', () =>
  withServer(
    prepare,
    async ({ send, server }) => {
      const body = [
        JSON.stringify(goodRow),
        '{"city": "Bern"',
        '',
        JSON.stringify({ ...goodRow, distance: 'far' }),
        '[1,2]',
        '{"__proto__":{"a":1}}',
        JSON.stringify({ ...goodRow, city: 'x'.repeat(300) }),
        JSON.stringify({ ...goodRow, distance: 1e308, extra: 7 }),
        JSON.stringify({ ...goodRow, city: null }),
      ].join('\n');
      const { status, lines } = await stream(send, body);
      expect(status).toBe(200);
      expect(lines.map(({ line, error, prediction }) => [line, error?.code ?? typeof prediction])).toEqual([
        [1, 'string'],
        [2, 'LINE_INVALID'],
        [4, 'ROW_INVALID'],
        [5, 'BODY_INVALID'],
        [6, 'JSON_KEY_FORBIDDEN'],
        [7, 'LINE_INVALID'],
        [8, 'string'],
        [9, 'string'],
      ]);
      expect(lines[1].error.message).toMatch(/^line 2: is not valid JSON: [^B]+$/);
      expect(lines[2].error.message).toBe('row 1, column "distance": expected a finite number, found a text');
      expect(lines[3].error.message).toContain('rows[2]');
      expect(lines[5].error.message).toBe('line 7: is longer than 200 bytes');
      const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
        paths: Record<string, { post: { responses: Record<string, { content: Record<string, { schema: object }> }> } }>;
      };
      const { schema } =
        document.paths['/v1/models/{name}/predict-stream'].post.responses[200].content['application/x-ndjson'];
      for (const line of lines) expectFits(line, schema, 'line');
      expect((await stream(send, '')).lines).toEqual([]);
    },
    { lineBytes: 200 },
  ));

it('refuses other content types, unknown models and more streams than it takes', () =>
  withServer(
    prepare,
    async ({ send, server }) => {
      const wrong = await stream(send, '{}', path, 'application/json');
      expect([wrong.status, wrong.json.error.code]).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
      expect((await stream(send, '{}', '/v1/models/lat/predict-stream')).status).toBe(404);
      const one = await openStream(server.url);
      one.write(`${JSON.stringify(goodRow)}\n`);
      const answer = await one.answer();
      const busy = await stream(send, '{}');
      expect([busy.status, busy.json.error.code, busy.headers.get('retry-after')]).toEqual([503, 'SERVER_BUSY', '1']);
      one.end();
      answer.resume();
      await vi.waitFor(async () => expect((await stream(send, '')).status).toBe(200));
    },
    { streams: 1 },
  ));

it('answers rows as they come, for longer than other requests may take, by the version that it began with', () =>
  withServer(
    prepare,
    async ({ server, store }) => {
      const one = await openStream(server.url);
      one.write(`${JSON.stringify(goodRow)}\n${JSON.stringify(goodRow).slice(0, 20)}`);
      const lines = createInterface({ input: await one.answer() })[Symbol.asyncIterator]();
      onTestFinished(() => one.destroy());
      expect(JSON.parse((await lines.next()).value).modelVersion).toBe(1);
      await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
      await sleep(500);
      one.write(`${JSON.stringify(goodRow).slice(20)}\n`);
      expect(JSON.parse((await lines.next()).value)).toMatchObject({ line: 2, modelVersion: 1 });
      one.end();
      expect((await lines.next()).done).toBe(true);
    },
    { requestMs: 200, checkMs: 50 },
  ));

it('ends when its own deadline has passed: with 504 before the first answer, without an end after it', () =>
  withServer(prepare, async ({ server }) => {
    const header = { 'x-request-timeout-ms': '300' };
    const late = await openStream(server.url, header);
    const begun = await openStream(server.url, header);
    const wrong = await openStream(server.url, { 'x-request-timeout-ms': 'soon' });
    wrong.end();
    expect((await wrong.answer()).statusCode).toBe(400);
    begun.write(`${JSON.stringify(goodRow)}\n`);
    const lines = createInterface({ input: (await begun.answer()).on('error', () => {}) })[Symbol.asyncIterator]();
    expect(JSON.parse((await lines.next()).value)).toMatchObject({ line: 1, modelVersion: 1 });
    late.write('{');
    await sleep(350);
    late.write(`${JSON.stringify(goodRow).slice(1)}\n`);
    late.end();
    expect((await late.answer()).statusCode).toBe(504);
    const broken = begun
      .answer()
      .then((answer) => new Promise((resolve) => answer.once('close', () => resolve(answer.complete))));
    begun.write(`${JSON.stringify(goodRow)}\n`);
    begun.end();
    expect(await broken).toBe(false);
  }));

it('reads no more than is taken, and nothing more once nobody listens', () =>
  withServer(prepare, async ({ store }) => {
    const block = Buffer.from(`${JSON.stringify(goodRow)}\n`.repeat(600));
    let given = 0;
    let isOver = false;
    async function* endless() {
      try {
        for (;;) {
          given++;
          yield block;
        }
      } finally {
        isOver = true;
      }
    }
    const resolver = openResolver(store);
    const predictor = openPredictor({ resolver, log: store.predictions });
    const context = { store, predictor, limits: defaultLimits, report: () => {} };
    const answers = answerLines(endless(), await resolver.resolve('late'), context);
    const texts: string[] = [];
    for (let i = 0; i < 4; i++) texts.push(String((await answers.next()).value?.text));
    expect(texts.map((text) => text.split('\n').length - 1)).toEqual([250, 250, 100, 250]);
    expect([given, isOver]).toEqual([2, false]);
    await answers.return(undefined);
    expect([given, isOver]).toEqual([2, true]);
    await resolver.close();
  }));

it('is over when the client goes away', () =>
  withServer(
    prepare,
    async ({ send, server }) => {
      const one = await openStream(server.url);
      one.write(`${JSON.stringify(goodRow)}\n`);
      (await one.answer()).on('error', () => {});
      expect((await stream(send, '')).status).toBe(503);
      one.destroy();
      await vi.waitFor(async () => expect((await stream(send, '')).status).toBe(200));
    },
    { streams: 1 },
  ));
