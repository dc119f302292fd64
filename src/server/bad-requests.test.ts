import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { type Answer, type Running, send, withServer } from '../../tests/server/with-server.ts';
import { sigmoid } from '../math/sigmoid.ts';
import type { Store } from '../store/open-store.ts';
import { buildServer } from './build-server.ts';
import { openTextLog } from './observe/text-log.ts';

const predict = '/v1/models/late/predict';
const limits = {
  rows: 50,
  explainedRows: 3,
  labels: 20,
  headersMs: 300,
  requestMs: 600,
  checkMs: 50,
  bodyBytes: 200_000,
};

let running: Running;
let finish: () => void;
let finished: Promise<void>;
beforeAll(async () => {
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await new Promise<void>((started, failed) => {
    const prepare = (store: Store) => registerModel(store, 'late', smallModel('binary'));
    const test = async (value: Running) => {
      running = value;
      started();
      await done;
    };
    finished = withServer(prepare, test, limits);
    finished.catch(failed);
  });
});
afterAll(async () => {
  finish();
  await finished;
});

/** Every refusal has one shape, tells nothing of the inside, and the server goes on. */
function expectRefusal(answer: Answer, status: number, code: string, message?: string | RegExp): void {
  expect([answer.status, answer.json?.error?.code]).toEqual([status, code]);
  expect(Object.keys(answer.json)).toEqual(['error']);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.text).not.toMatch(/\n\s*at |\.ts:|\.js:|node_modules|secret/);
  if (message !== undefined) expect(answer.json.error.message).toMatch(message);
}

/** The answer to raw bytes over a socket of its own. */
async function raw(bytes: string | Buffer, end = false): Promise<string> {
  const socket = connect(Number(new URL(running.server.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => {});
  socket.write(bytes);
  if (end) socket.end();
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

describe('explanations', () => {
  it('of a request add up to its predictions', async () => {
    const { status, json } = await running.send(predict, {
      rows: [goodRow, goodRow],
      explain: true,
      explainBudgetMs: 50,
    });
    expect(status).toBe(200);
    const { method, scale, backgroundRows, rows } = json.explanations;
    expect([method, scale, backgroundRows, rows.length, rows[0].of]).toEqual(['linear', 'log_odds', 6, 2, 'TRUE']);
    const added = Object.values(rows[0].contributions as Record<string, number>).reduce((sum, value) => sum + value, 0);
    expect(Object.keys(rows[0].contributions).toSorted()).toEqual(['at', 'city', 'distance', 'night']);
    expect(sigmoid(rows[0].base + added)).toBeCloseTo(json.probabilities[0].TRUE, 12);
    expect((await running.send(predict, { rows: [goodRow] })).json.explanations).toBeUndefined();
  });

  it.each([
    ['no truth value', { explain: 1 }, 'expected true or false'],
    ['no time', { explain: true, explainBudgetMs: 0 }, 'above 0'],
    ['too much time', { explain: true, explainBudgetMs: 1e9 }, 'at most 10000'],
    ['a text for the time', { explain: true, explainBudgetMs: '5' }, 'above 0'],
    ['too many rows', { rows: new Array(4).fill(goodRow), explain: true }, 'at most 3 entries'],
  ])('with %s are refused', async (_, change, message) => {
    const answer = await running.send(predict, { rows: [goodRow], ...change });
    expectRefusal(answer, 422, 'BODY_INVALID', message);
  });
});

describe('rows', () => {
  it.each([
    ['a text for a number', { distance: 'secret' }, 'row 1, column "distance": expected a finite number, found a text'],
    ['a text of digits', { distance: '1' }, 'found a text'],
    ['an empty text for a number', { distance: '' }, 'found a text'],
    ['true for a number', { distance: true }, 'found a truth value'],
    ['a list for a number', { distance: [5] }, 'found a list'],
    ['an object for a number', { distance: { secret: 1 } }, 'found an object'],
    ['a number for a text', { city: 7 }, 'row 1, column "city": expected a text, found a whole number'],
    ['a truth value for a text', { city: false }, 'found a truth value'],
    ['a number for a truth value', { night: 1 }, 'expected true or false, found a whole number'],
    ['a text for a truth value', { night: 'true' }, 'found a text'],
    ['a number for an instant', { at: 1772323200000 }, 'expected an ISO-8601 date or instant as text'],
    ['a text that is no instant', { at: 'secret' }, 'found a text'],
    ['a day that does not exist', { at: '2026-02-30' }, 'found a text'],
  ])('with %s are refused by row and column', async (_, change, message) => {
    const answer = await running.send(predict, { rows: [goodRow, { ...goodRow, ...change }] });
    expectRefusal(answer, 422, 'ROW_INVALID');
    expect(answer.json.error.message).toContain(message);
    const column = Object.keys(change)[0];
    expect(answer.json.error.details).toMatchObject({ row: 1, column });
  });

  it('with numbers that float64 cannot hold are refused by row and column', async () => {
    for (const number of ['1e400', '-1e400', '9007199254740993', '9'.repeat(100_000)]) {
      const row = JSON.stringify(goodRow).replace('512.5', number);
      const answer = await running.send(predict, `{"rows":[${row}]}`);
      expectRefusal(answer, 422, 'ROW_INVALID', /row 0, column "distance".*a number that float64 cannot hold/);
    }
    for (const number of ['NaN', 'Infinity', '-Infinity', '1_000', '٣', '0x10']) {
      const row = JSON.stringify(goodRow).replace('512.5', number);
      expectRefusal(await running.send(predict, `{"rows":[${row}]}`), 400, 'JSON_INVALID');
    }
    for (const number of ['-0', '1e-400', '1e20', '5E+2']) {
      const row = JSON.stringify(goodRow).replace('512.5', number);
      expect((await running.send(predict, `{"rows":[${row}]}`)).status).toBe(200);
    }
  });

  it('that lack a column are refused, those with null or in another order are not', async () => {
    for (const column of ['city', 'distance', 'night', 'at'] as const) {
      const { [column]: _, ...rest } = goodRow;
      const answer = await running.send(predict, { rows: [rest] });
      expectRefusal(answer, 422, 'ROW_INVALID', `row 0, column "${column}"`);
      expect(answer.json.error.message).toContain('the row lacks it');
      expect((await running.send(predict, { rows: [{ ...rest, [column]: null }] })).status).toBe(200);
    }
    const reversed = Object.fromEntries(Object.entries(goodRow).reverse());
    const [one, two] = (await running.send(predict, { rows: [goodRow, reversed] })).json.probabilities;
    expect(one).toEqual(two);
    expect((await running.send(predict, { rows: [{ ...goodRow, city: 'never seen' }] })).status).toBe(200);
  });

  it('must be objects in a list under `rows`', async () => {
    for (const row of [null, 1, 'secret', [1, 2], true]) {
      expectRefusal(await running.send(predict, { rows: [goodRow, row] }), 422, 'BODY_INVALID', /^rows\[1\]: /);
    }
    for (const rows of [null, {}, 'secret', 3]) {
      expectRefusal(await running.send(predict, { rows }), 422, 'BODY_INVALID', /^rows: expected a list/);
    }
    for (const body of [[], 'null', '3', '"secret"', {}, { row: [goodRow] }, { rows: [], limit: 3 }]) {
      expectRefusal(await running.send(predict, body), 422, 'BODY_INVALID');
    }
    const nothing = await running.send(predict, undefined, { method: 'POST' });
    expectRefusal(nothing, 422, 'BODY_INVALID', 'body: expected an object, found nothing');
    const many = await running.send(predict, { rows: new Array(51).fill(goodRow) });
    expectRefusal(many, 422, 'BODY_INVALID', 'rows: at most 50 entries in one request, found 51');
  });

  it('with keys that reach prototypes are refused and change nothing', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const row = JSON.stringify(goodRow).replace('{', `{"${key}":{"isAdmin":true},`);
      const answer = await running.send(predict, `{"rows":[${row}]}`);
      expectRefusal(answer, 400, 'JSON_KEY_FORBIDDEN', `JSON key "${key}" may not hold an object or a list`);
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const row = JSON.stringify(goodRow).replace('{', `{"${key}":null,`);
      const { status, json } = await running.send(predict, `{"rows":[${row}]}`);
      expect([status, json.warnings]).toEqual([200, [expect.stringContaining(key)]]);
    }
    for (const key of ['toString', 'hasOwnProperty', 'valueOf']) {
      expect((await running.send(predict, { rows: [{ ...goodRow, [key]: 1 }] })).status).toBe(200);
    }
  });
});

describe('bodies', () => {
  it('that nest deep are refused fast', async () => {
    for (const deep of ['['.repeat(150_000), '{"a":'.repeat(30_000), `{"rows":[${'['.repeat(40)}`]) {
      expectRefusal(await running.send(predict, deep), 400, 'JSON_TOO_DEEP');
    }
  });

  it('that are too large are refused before they have arrived', async () => {
    const large = await running.send(predict, `{"rows":["${'x'.repeat(200_000)}"]}`);
    expectRefusal(large, 413, 'BODY_TOO_LARGE', 'the body may have 200000 bytes, got more');
    const head = 'POST /v1/models/late/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    expect(await raw(`${head}Content-Length: 1000000000000\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/);
    const chunk = 'x'.repeat(100_000);
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${`186a0\r\n${chunk}\r\n`.repeat(3)}`;
    expect(await raw(chunked)).toMatch(/^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/);
  });

  it('must be JSON by their content type, and not compressed', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await running.send(predict, JSON.stringify({ rows: [goodRow] }), {
        headers: { 'content-type': type },
      });
      expectRefusal(answer, 415, 'MEDIA_TYPE_UNSUPPORTED');
    }
    const body = JSON.stringify({ rows: [goodRow] });
    const utf8 = { 'content-type': 'application/json; charset=utf-8' };
    expect((await running.send(predict, body, { headers: utf8 })).status).toBe(200);
    for (const encoding of ['gzip', 'br', 'zstd', 'gzip, gzip']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      expectRefusal(await running.send(predict, gzipSync(body), { headers }), 415, 'MEDIA_TYPE_UNSUPPORTED');
    }
  });

  it('that are not JSON are refused without being shown', async () => {
    for (const body of ['', '{', '{"rows":[{"city":"secret" "x"}]}', 'secret', Buffer.from([0x7b, 0xff])]) {
      expectRefusal(await running.send(predict, body), 400, 'JSON_INVALID');
    }
  });
});

describe('routes', () => {
  it('that do not exist are refused', async () => {
    for (const path of [
      '/',
      '/v1',
      '/v2/models',
      '/v1/models/late/explain',
      '/v1/models//predict',
      '/admin',
      '/../etc/passwd',
    ]) {
      expectRefusal(await running.send(path), 404, 'ROUTE_NOT_FOUND');
    }
    expectRefusal(await running.send(`/v1/models/${'x'.repeat(3000)}`), 404, 'ROUTE_NOT_FOUND');
    expectRefusal(await running.send('/v1/models/%ZZ'), 404, 'ROUTE_NOT_FOUND');
  });

  it('take their own methods only', async () => {
    for (const [path, method, allow] of [
      [predict, 'GET', 'POST'],
      [predict, 'DELETE', 'POST'],
      ['/v1/labels', 'PUT', 'POST'],
      ['/v1/models', 'POST', 'GET, HEAD'],
      ['/healthz/live', 'PATCH', 'GET, HEAD'],
    ]) {
      const answer = await running.send(path, undefined, { method });
      expectRefusal(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.get('allow')).toBe(allow);
    }
  });

  it('with a model that does not exist list what exists', async () => {
    const answer = await running.send('/v1/models/lade/predict', { rows: [goodRow] });
    expectRefusal(answer, 404, 'MODEL_NOT_FOUND', 'model "lade" does not exist; models are: late');
    expectRefusal(await running.send('/v1/models/lade'), 404, 'MODEL_NOT_FOUND');
    expectRefusal(await running.send('/v1/models/late@9'), 404, 'VERSION_NOT_FOUND', 'its versions are: 1');
    expectRefusal(await running.send('/v1/models/late@best'), 404, 'ALIAS_NOT_FOUND', 'its aliases are: champion');
    for (const name of ['__proto__', '..%2F..%2Fetc', '%00', 'late@', 'late@champion@1', 'late@01']) {
      const unfit = await running.send(`/v1/models/${name}/predict`, { rows: [goodRow] });
      expectRefusal(unfit, 422, 'NAME_INVALID');
    }
  });
});

describe('labels', () => {
  it.each([
    ['no id', { label: 1 }, 'labels[1].prediction_id: expected a text that is not empty, it is absent'],
    ['a number as id', { prediction_id: 3, label: 1 }, 'labels[1].prediction_id'],
    ['no label', { prediction_id: 'p' }, 'labels[1].label: expected a text or a finite number, it is absent'],
    ['null as label', { prediction_id: 'p', label: null }, 'found null'],
    ['true as label', { prediction_id: 'p', label: true }, 'found a truth value'],
    ['a number as instant', { prediction_id: 'p', label: 1, observed_at: 3 }, 'labels[1].observed_at'],
    ['a misspelt field', { prediction_id: 'p', label: 1, observedAt: '' }, 'field "observedAt" is not known'],
  ])('with %s are refused by their place', async (_, label, message) => {
    const answer = await running.send('/v1/labels', { labels: [{ prediction_id: 'p', label: 'x' }, label] });
    expectRefusal(answer, 422, 'BODY_INVALID');
    expect(answer.json.error.message).toContain(message);
  });

  it('with an instant that is none, or too many of them, are refused', async () => {
    const label = { prediction_id: 'p', label: 1, observed_at: 'yesterday' };
    expectRefusal(await running.send('/v1/labels', { labels: [label] }), 422, 'VALUE_INVALID', 'observed_at');
    const many = { labels: new Array(21).fill({ prediction_id: 'p', label: 1 }) };
    expectRefusal(await running.send('/v1/labels', many), 422, 'BODY_INVALID', 'at most 20 entries');
    const huge = '{"labels":[{"prediction_id":"p","label":9007199254740993}]}';
    expectRefusal(await running.send('/v1/labels', huge), 422, 'BODY_INVALID', 'a number that float64 cannot hold');
  });
});

it('a failure inside tells the client nothing and the operator everything', async () => {
  const reported: unknown[] = [];
  const failure = new Error('secret: /home/ann/registry.db');
  const labels = { ...running.store.labels, add: () => Promise.reject(failure) };
  const app = buildServer({
    store: { ...running.store, labels },
    log: { ...openTextLog(), problem: (error) => reported.push(error) },
  });
  const payload = { labels: [{ prediction_id: 'p', label: 1 }] };
  const answer = await app.inject({ method: 'POST', url: '/v1/labels', payload });
  expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'INTERNAL']);
  expect(answer.body).not.toMatch(/secret|registry|home/);
  expect(reported).toEqual([failure]);
  await app.close();
});

describe('connections', () => {
  it('that do not speak HTTP, or too slowly, are answered and closed', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*REQUEST_INVALID/);
    const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(large)).toMatch(/^HTTP\/1\.1 431 [\s\S]*HEADERS_TOO_LARGE/);
    expect(await raw('GET / HTTP/1.1\r\nHost: localhost\r\n')).toMatch(/^HTTP\/1\.1 408 [\s\S]*REQUEST_TIMEOUT/);
    const slow =
      'POST /v1/labels HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"la';
    expect(await raw(slow)).toMatch(/^HTTP\/1\.1 408 [\s\S]*REQUEST_TIMEOUT/);
    await raw('GET /healthz/live HTTP/1.1\r\nHo', true);
  });

  it('that are slow do not hold up others', async () => {
    const port = Number(new URL(running.server.url).port);
    const idle = Array.from({ length: 50 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    for (const socket of idle) socket.write('POST /v1/labels HTTP/1.1\r\nHost: localhost\r\n');
    await sleep(50);
    expect((await send(`${running.server.url}${predict}`, { rows: [goodRow] })).status).toBe(200);
    for (const socket of idle) socket.destroy();
  });
});
