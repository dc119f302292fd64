/** Bodies of several requests at once, over real connections. */
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import type { ModelwrightError } from '../../core/errors.ts';
import { errorBody } from '../error-reply.ts';
import { termsOfHeaders } from '../read-terms.ts';
import { boundBodies } from './bound-bodies.ts';
import { HeldBodies, muchWorkBytes } from './held-bodies.ts';

const heldBodyBytes = 1024 * 1024;
const most = 'x'.repeat(0.9 * heldBodyBytes);
const some = 'y'.repeat(0.2 * heldBodyBytes);
const few = 'z'.repeat(60_000);
const muchWork = 'w'.repeat(muchWorkBytes + 1);

interface Bodies {
  readonly app: FastifyInstance;
  readonly port: number;
  /** Lets the handlers of `/slow` answer. */
  answer(): void;
  /** Handlers that have begun. */
  begun(): number;
  /** Bytes that all bodies hold. */
  held(): number;
  post(path: string, body: string, terms?: Readonly<Record<string, string>>): Promise<Response>;
}

async function withBodies(test: (bodies: Bodies) => Promise<void>, pausedMs = 60_000): Promise<void> {
  const app = fastify();
  const bodies = new HeldBodies({ bytes: heldBodyBytes, pausedMs, places: 1 });
  app.decorateRequest('terms');
  app.addHook('onRequest', (request, _, done) => {
    request.terms = termsOfHeaders((name) => request.headers[name]?.toString(), 60_000);
    done();
  });
  boundBodies(app, bodies);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.setErrorHandler<ModelwrightError>((error, _, reply) => reply.code(error.http).send(errorBody(error)));
  let begun = 0;
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  app.post('/slow', async ({ body }) => {
    begun++;
    await mayAnswer;
    return String((body as string).length);
  });
  app.post('/much', async () => {
    begun++;
    return Buffer.alloc(24 * 1024 * 1024);
  });
  app.post('/quick', async ({ body }) => String((body as string).length));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const post: Bodies['post'] = (path, body, terms = {}) => {
    const headers = { 'content-type': 'text/plain', ...terms };
    return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  };
  try {
    await test({ app, port, answer, begun: () => begun, held: () => bodies.bytes, post });
  } finally {
    answer();
    await app.close();
  }
}

async function begins(port: number, path: string, body: string, length: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  return socket;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

it('large bodies are refused while others hold all there is, small ones never, and then they are taken again', () =>
  withBodies(async ({ answer, begun, post }) => {
    const slow = post('/slow', most);
    await until(() => begun() === 1);
    const refused = await post('/quick', some);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
      503,
      '1',
      'close',
    ]);
    expect(await refused.json()).toMatchObject({ error: { code: 'SERVER_BUSY', details: { limit: heldBodyBytes } } });
    expect(await (await post('/quick', few)).text()).toBe(String(few.length));
    answer();
    expect(await (await slow).text()).toBe(String(most.length));
    expect(await (await post('/quick', some)).text()).toBe(String(some.length));
  }));

it('bodies without a length count as they come', () =>
  withBodies(async ({ port, answer, begun, post }) => {
    const slow = post('/slow', most);
    await until(() => begun() === 1);
    const chunked = await fetch(`http://127.0.0.1:${port}/quick`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: new Blob([some]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(503);
    answer();
    await slow;
  }));

it('a body that has paused makes room, and its client is told', () =>
  withBodies(async ({ port, held, post }) => {
    const paused = await begins(port, '/quick', most, most.length + 10);
    const told = buffer(paused);
    await until(() => held() === most.length);
    expect((await post('/quick', some)).status).toBe(503);
    while ((await post('/quick', some)).status !== 200) await sleep(20);
    expect((await told).toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*SERVER_BUSY/);
  }, 2_000));

it('an answer that its client does not take holds no body', () =>
  withBodies(async ({ port, begun, held, post }) => {
    const idle = await begins(port, '/much', most, most.length);
    idle.pause();
    await until(() => begun() === 1 && held() === 0);
    expect((await post('/quick', some)).status).toBe(200);
    idle.destroy();
  }));

it('a client that goes leaves its room', () =>
  withBodies(async ({ app, port, held, post }) => {
    const arrived: Socket[] = [];
    app.server.on('connection', (socket: Socket) => arrived.push(socket));
    const going = await begins(port, '/quick', most, most.length + 10);
    await until(() => held() === most.length);
    expect((await post('/quick', some)).status).toBe(503);
    going.destroy();
    await new Promise((resolve) => arrived[0].once('close', resolve));
    expect((await post('/quick', some)).status).toBe(200);
  }));

it('a body of much work is not read while another is worked on, and smaller ones are', () =>
  withBodies(async ({ answer, begun, held, post }) => {
    const [first, second] = [post('/slow', muchWork), post('/slow', muchWork)];
    await until(() => begun() === 1 && held() === 2 * muchWork.length);
    expect((await post('/quick', some)).status).toBe(200);
    expect(begun()).toBe(1);
    answer();
    expect([await (await first).text(), await (await second).text()]).toEqual(
      new Array(2).fill(String(muchWork.length)),
    );
  }));

it('a body whose answer was due while it waited is not worked for', () =>
  withBodies(async ({ answer, begun, held, post }) => {
    const first = post('/slow', muchWork);
    await until(() => begun() === 1);
    const late = post('/slow', muchWork, { 'x-request-timeout-ms': '30' });
    await until(() => held() === 2 * muchWork.length);
    await sleep(40);
    answer();
    expect((await first).status).toBe(200);
    const told = await late;
    expect([told.status, await told.json()]).toEqual([
      504,
      { error: expect.objectContaining({ code: 'DEADLINE_EXCEEDED', details: { limitMs: 30 } }) },
    ]);
    expect(begun()).toBe(1);
    expect((await post('/quick', muchWork)).status).toBe(200);
    expect(held()).toBe(0);
  }));

it('a client that goes while its body waits is not worked for', () =>
  withBodies(async ({ app, port, answer, begun, held, post }) => {
    const arrived: Socket[] = [];
    app.server.on('connection', (socket: Socket) => arrived.push(socket));
    const first = post('/slow', muchWork);
    await until(() => begun() === 1);
    const going = await begins(port, '/slow', muchWork, muchWork.length);
    await until(() => held() === 2 * muchWork.length);
    going.destroy();
    await until(() => held() === muchWork.length);
    answer();
    expect((await first).status).toBe(200);
    expect((await post('/quick', muchWork)).status).toBe(200);
    expect(begun()).toBe(1);
  }));
