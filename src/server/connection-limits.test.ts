/** Connections beyond what the server takes, slow ones, unused ones, and those of a server that is told to stop. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { send, withServer } from '../../tests/server/with-server.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { startServer } from './start.ts';

const prepare = (store: Store) => registerModel(store, 'late', smallModel('binary'));
const live = 'GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n';

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** What the server says until it ends the connection, or until some text has come. */
async function heard(socket: Socket, until?: string): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until !== undefined && text.includes(until)) break;
  }
  return text;
}

describe('a connection', () => {
  it('may send a hundred headers in a request', () =>
    withServer(prepare, async ({ server }) => {
      const status = async (count: number) => {
        const socket = await open(server.port);
        const more = Array.from({ length: count - 2 }, (_, i) => `X-${i}: 1\r\n`).join('');
        socket.write(`${live}Connection: close\r\n${more}\r\n`);
        return (await heard(socket)).slice(9, 12);
      };
      expect([await status(100), await status(101)]).toEqual(['200', '431']);
    }));

  it('is closed after so many requests, and told so', () =>
    withServer(
      prepare,
      async ({ server }) => {
        const socket = await open(server.port);
        for (const expected of ['keep-alive', 'keep-alive', 'close']) {
          socket.write(`${live}\r\n`);
          expect((await heard(socket, '"live"}')).toLowerCase()).toContain(`connection: ${expected}`);
        }
      },
      { connectionRequests: 3 },
    ));

  it('is one of so many', () =>
    withServer(
      prepare,
      async ({ server }) => {
        const first = await open(server.port);
        const second = await open(server.port);
        expect(await heard(await open(server.port))).toBe('');
        second.write(`${live}\r\n`);
        expect(await heard(second, '"live"}')).toContain('200 OK');
        first.destroy();
      },
      { connections: 2 },
    ));

  it('brings a body at some pace, whatever time it has', () =>
    withServer(
      prepare,
      async ({ server }) => {
        const post = 'POST /v1/models/late/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
        const slow = await open(server.port);
        slow.write(`${post}Content-Length: 1000\r\n\r\n{`);
        const dripping = setInterval(() => slow.write(' '), 20);
        expect(await heard(slow)).toMatch(/^HTTP\/1.1 408 /);
        clearInterval(dripping);
        const body = `${' '.repeat(40_000)}${JSON.stringify({ rows: [goodRow] })}`;
        const quick = await open(server.port);
        quick.write(`${post}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
        for (let from = 0; from < body.length; from += 4_000) {
          quick.write(body.slice(from, from + 4_000));
          await sleep(20);
        }
        expect(await heard(quick)).toMatch(/^HTTP\/1.1 200 /);
      },
      { checkMs: 100, requestMs: 60_000, bodyBytesPerSecond: 1024 },
    ));

  it(
    'on which nothing was sent does not hold up the end',
    () =>
      withHome(async (home) => {
        const store = await openStore(home);
        await prepare(store);
        const server = await startServer({ platform: { store: async () => store }, port: 0, grpcPort: 0 });
        const unused = [await open(server.port), await open(Number(server.grpcAddress!.split(':')[1]))];
        await server.close();
        for (const socket of unused) expect(await heard(socket)).toBe('');
        await store.close();
      }),
    12_000,
  );
});

it('a server that is told to stop is not ready at once, answers for some time, and is gone', () =>
  withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store);
    const server = await startServer({ platform: { store: async () => store }, port: 0 });
    const ready = () => send(`${server.url}/healthz/ready`);
    expect((await ready()).status).toBe(200);
    let isClosed = false;
    const closed = server.close({ lameDuckMs: 1500 }).then(() => {
      isClosed = true;
    });
    expect((await ready()).json).toMatchObject({ status: 'stopping' });
    const answer = await send(`${server.url}/v1/models/late/predict`, { rows: [goodRow] });
    expect([answer.status, answer.headers.get('connection'), isClosed]).toEqual([200, 'close', false]);
    await closed;
    await expect(ready()).rejects.toThrow();
    await store.close();
  }));
