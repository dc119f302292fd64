/** Clients that ask for much and take little of it, over real connections. */
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, it, vi } from 'vitest';
import { type CutReason, UnsentAnswers } from './unsent-answers.ts';
import { watchAnswers } from './watch-answers.ts';

/** More than the system takes for a client that takes nothing. */
const muchBytes = 24 * 1024 * 1024;
const much = Buffer.from(Array.from({ length: muchBytes / 8 }, (_, i) => String(i).padStart(8)).join(''));
const texts = { ascii: 'x'.repeat(300_000), wide: 'é€😀'.repeat(40_000) };

async function withAnswers(
  limits: { readonly stalledMs: number; readonly unsentBytes: number },
  test: (app: FastifyInstance, port: number, cuts: CutReason[]) => Promise<void>,
): Promise<void> {
  const app = fastify();
  const cuts: CutReason[] = [];
  watchAnswers(app, new UnsentAnswers(limits), (reason) => cuts.push(reason));
  app.get('/much', async () => much);
  app.get('/text/:name', async ({ params }) => texts[(params as { name: keyof typeof texts }).name]);
  app.get('/stream', (_, reply) => {
    const pieces = Array.from({ length: 384 }, (_, i) => much.subarray(i * 65_536, (i + 1) * 65_536));
    reply.send(Readable.from(pieces, { objectMode: false }));
  });
  app.get('/waits', (_, reply) => {
    reply.send(
      Readable.from(
        (async function* () {
          yield 'a'.repeat(20_000);
          await sleep(600);
          yield 'b'.repeat(20_000);
        })(),
        { objectMode: false },
      ),
    );
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  try {
    await test(app, (app.server.address() as AddressInfo).port, cuts);
  } finally {
    await app.close();
  }
}

interface Asking {
  readonly socket: Socket;
  /** Takes what there is. */
  take(): void;
}

/** Asks, and takes nothing of the answer but its beginning. */
async function ask(port: number, path: string): Promise<Asking> {
  let takes = false;
  const onread = { buffer: Buffer.alloc(65_536), callback: () => takes };
  const socket = connect({ port, host: '127.0.0.1', onread });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const take = () => {
    takes = true;
    socket.resume();
  };
  return { socket, take };
}

it.each(['/much', '/stream'])('a client that takes nothing of %s is cut off', (path) =>
  withAnswers({ stalledMs: 400, unsentBytes: 2 ** 40 }, async (app, port, cuts) => {
    const { socket, take } = await ask(port, path);
    const ended = once(socket, 'close');
    await vi.waitFor(() => expect(cuts).toEqual(['stalled']), { timeout: 10_000 });
    const open = await new Promise((resolve) => app.server.getConnections((_, count) => resolve(count)));
    expect(open).toBe(0);
    take();
    await ended;
    expect(socket.bytesRead).toBeLessThan(muchBytes);
  }),
);

it('a client that takes some from time to time gets everything', () =>
  withAnswers({ stalledMs: 5_000, unsentBytes: 2 ** 40 }, async (_, port, cuts) => {
    const answer = await fetch(`http://127.0.0.1:${port}/much`);
    expect(answer.headers.get('content-length')).toBe(String(muchBytes));
    const parts: Uint8Array[] = [];
    for await (const part of answer.body!) {
      if (parts.push(part) % 40 === 0) await sleep(60);
    }
    expect(Buffer.concat(parts).equals(much)).toBe(true);
    expect(cuts).toEqual([]);
  }));

it('texts arrive whole, and an answer that has nothing to send yet is nobody’s fault', () =>
  withAnswers({ stalledMs: 200, unsentBytes: 2 ** 40 }, async (_, port, cuts) => {
    for (const [name, text] of Object.entries(texts)) {
      const answer = await fetch(`http://127.0.0.1:${port}/text/${name}`);
      expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
      expect(await answer.text()).toBe(text);
    }
    const waits = await fetch(`http://127.0.0.1:${port}/waits`);
    expect(await waits.text()).toBe('a'.repeat(20_000) + 'b'.repeat(20_000));
    expect(cuts).toEqual([]);
  }));

it('answers that nobody takes make room for others', () =>
  withAnswers({ stalledMs: 600_000, unsentBytes: 3 * muchBytes }, async (_, port, cuts) => {
    const asking = [await ask(port, '/much'), await ask(port, '/much'), await ask(port, '/much')];
    const answer = await fetch(`http://127.0.0.1:${port}/much`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(much)).toBe(true);
    expect(cuts).toEqual(['crowded']);
    for (const { socket } of asking) socket.destroy();
  }));
