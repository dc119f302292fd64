/** A06, A07, A12, A13, A15, A32: bytes that no client would send. The process stays, its memory too, and others are answered. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { exchange, heard, openSocket, statusesOf } from './raw-connection.ts';
import { residentBytes, type ServeProcess, serveProcess } from './serve-process.ts';

const secret = randomBytes(16).toString('hex');
const body = JSON.stringify({ rows: [goodRow] });
const megabyte = 1024 * 1024;
let server: ServeProcess;
let end = async () => {};

beforeAll(async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((resolve, reject) => {
    const home = withHome(async (folder) => {
      const store = await openStore(folder);
      await registerModel(store, 'late', smallModel('binary'));
      await store.close();
      // Beside the home, where nothing of a request may lead.
      writeFileSync(join(dirname(folder), 'canary'), secret);
      server = await serveProcess(folder);
      resolve();
      await released;
    });
    home.catch(reject);
    end = async () => {
      server.signal('SIGKILL');
      await server.ended;
      release();
      await home;
    };
  });
});

afterAll(() => end());

/** A request to predict with such lines for headers and such a body. */
const post = (headers: string, content = '') =>
  `POST /v1/models/late/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n\r\n${content}`;
const json = 'Content-Type: application/json\r\n';

async function expectServing(): Promise<void> {
  expect(server.isAlive()).toBe(true);
  const { status, json: answer } = await server.send('/v1/models/late/predict', { rows: [goodRow] });
  expect([status, answer.modelVersion]).toEqual([200, 1]);
}

describe('a request whose end is in doubt', () => {
  const length = `Content-Length: ${body.length}`;
  it.each([
    ['a length and chunks', `${json}${length}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${body}`],
    ['chunks by another name', `${json}Transfer-Encoding: xchunked`, body],
    ['chunks that are not the last coding', `${json}Transfer-Encoding: chunked, identity`, body],
    ['two lengths', `${json}${length}\r\nContent-Length: 3`, body],
    ['a list of lengths', `${json}Content-Length: ${body.length}, ${body.length}`, body],
    ['a negative length', `${json}Content-Length: -1`, body],
    ['a length in other digits', `${json}Content-Length: 0x10`, body],
    ['a space before the colon', `${json}Content-Length : ${body.length}`, body],
    ['lines that end without a carriage return', `${json}${length}\nX-Also: 1`, body],
    ['a folded line', `${json}${length}\r\n folded`, body],
    ['a carriage return within a value', `${json}X-One: a\rb\r\n${length}`, body],
    ['a chunk size that is none', `${json}Transfer-Encoding: chunked`, 'zz\r\nab\r\n0\r\n\r\n'],
    ['a chunk size beyond all numbers', `${json}Transfer-Encoding: chunked`, `${'f'.repeat(17)}\r\nab\r\n0\r\n\r\n`],
    [
      'an extension of a chunk without end',
      `${json}Transfer-Encoding: chunked`,
      `1;${'x'.repeat(40_000)}\r\n{\r\n0\r\n\r\n`,
    ],
    ['two hosts', `Host: example.com\r\n${json}${length}`, body],
  ])('is refused and its connection closed: %s', async (_, headers, content) => {
    // What follows would be taken for a second request by whoever ends the first one too soon.
    const smuggled = 'GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const [status, ...more] = statusesOf(await exchange(server.port, post(headers, content + smuggled)));
    expect([400, 413, 431]).toContain(status);
    expect(more).toEqual([]);
  });

  it('without a host, of another version, or that is a tunnel, is refused', async () => {
    for (const line of [
      'GET /v1/models HTTP/1.1\r\n\r\n',
      'GET /v1/models HTTP/3.7\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]) {
      const found = statusesOf(await exchange(server.port, line));
      for (const status of found) expect([400, 505]).toContain(status);
    }
    const tunnel = await openSocket(server.port);
    tunnel.write('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n');
    expect(await heard(tunnel)).not.toMatch(/^HTTP\/1\.1 2/);
  });

  it('has one answer or none, whatever byte of it was changed, and never a failure inside', async () => {
    const whole = Buffer.from(post(`${json}${length}`, body), 'latin1');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const socket = await openSocket(server.port);
          // The end of what is sent, so that a server that waits for more stops waiting.
          socket.end(bytes);
          const answer = await heard(socket);
          const statuses = statusesOf(answer);
          expect(statuses.length).toBeLessThanOrEqual(1);
          for (const status of statuses)
            expect(status === 200 || (status >= 400 && status < 500) || status === 505).toBe(true);
          expect(answer).not.toContain(secret);
          expect(answer).not.toMatch(/node_modules|\.[jt]s:\d/);
        },
      ),
      { numRuns: 300 },
    );
    await expectServing();
  });
});

describe('a body that is too much', () => {
  it('is refused by its length before it comes', async () => {
    const text = await exchange(server.port, post(`${json}Content-Length: 1000000000000`, '{"rows": ['));
    expect(statusesOf(text)).toEqual([413]);
  });

  it('is cut off when it says no length and does not end', async () => {
    const before = residentBytes(server.pid);
    const socket = await openSocket(server.port);
    const chunk = `100000\r\n${' '.repeat(megabyte)}\r\n`;
    socket.write(post(`${json}Transfer-Encoding: chunked`));
    const answer = heard(socket);
    let sent = 0;
    while (!socket.destroyed && !socket.readableEnded && sent < 200) {
      sent++;
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => {}), answer, sleep(5_000)]);
    }
    // The connection is closed on a client that goes on sending: its reset may overtake the answer.
    expect([[413], []]).toContainEqual(statusesOf(await answer));
    // The limit is 10 MiB; the rest is what systems hold between the two.
    expect(sent).toBeLessThan(60);
    if (before !== undefined) expect(residentBytes(server.pid)! - before).toBeLessThan(100 * megabyte);
    await expectServing();
  });

  it.each(['gzip', 'br', 'zstd', 'gzip, gzip'])('is not unpacked: %s', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(20 * megabyte));
    const head = post(`${json}Content-Encoding: ${encoding}\r\nContent-Length: ${bomb.length}`);
    expect(statusesOf(await exchange(server.port, Buffer.concat([Buffer.from(head), bomb])))).toEqual([415]);
  });

  it('in chunks of one byte is read, and others are answered meanwhile', async () => {
    const spaces = 60_000;
    const chunks = `${'1\r\n \r\n'.repeat(spaces)}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const answer = exchange(server.port, post(`${json}Transfer-Encoding: chunked`, chunks));
    await expectServing();
    expect(statusesOf(await answer)).toEqual([200]);
  });

  it.each([
    ['a list of lists', '['],
    ['an object of objects', '{"a":'],
  ])('nests a million deep: %s', async (_, opening) => {
    const deep = opening.repeat(megabyte);
    const { status, json: answer } = await server.send('/v1/models/late/predict', deep);
    expect([status, answer.error.code]).toEqual([400, 'JSON_TOO_DEEP']);
    await expectServing();
  });
});

describe('other kinds of bodies and claims', () => {
  it('forms and files are refused by their type, whatever their boundary', async () => {
    for (const boundary of ['x', '-'.repeat(10_000), '../../canary']) {
      const part = `--${boundary}\r\nContent-Disposition: form-data; name="rows"; filename="../../canary"\r\n\r\n{}\r\n`;
      const init = {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: part,
      };
      const { status } = await server.send('/v1/models/late/predict', undefined, init);
      expect(status).toBe(415);
    }
  });

  it('what a request says of proxies changes nothing', async () => {
    const claims = 'X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n';
    const text = await exchange(
      server.port,
      post(`${claims}X-HTTP-Method-Override: DELETE\r\n${json}Content-Length: ${body.length}`, body),
    );
    expect(statusesOf(text)).toEqual([200]);
    expect(text).not.toContain('evil.example');
  });

  it('paths that are spelt otherwise lead nowhere', async () => {
    const paths = [
      '//v1/models',
      '/v1/models/;x.css',
      '/v1/models/..%2f..%2fcanary',
      '/v1/../canary',
      '/%2e%2e/canary',
      '/v1/models/late%00',
      '/v1/models/%c0%ae%c0%ae/canary',
    ];
    for (const path of paths) {
      const text = await exchange(server.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      const [status] = statusesOf(text);
      expect([400, 404, 422]).toContain(status);
      expect(text).not.toContain(secret);
    }
  });
});

it('after all of it, the process serves', expectServing);
