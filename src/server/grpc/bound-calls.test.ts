/** What gRPC calls hold: messages for which there is no room, and answers that nobody takes. */
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metadata } from '@grpc/grpc-js';
import { expect, it, vi } from 'vitest';
import { failure, type GrpcClient, openGrpcClient } from '../../../tests/server/grpc-client.ts';
import { goodRow } from '../../../tests/server/small-models.ts';
import { type App, withLateApp } from '../../../tests/server/with-late-app.ts';
import { type HeldBody, muchWorkBytes } from '../receiving/held-bodies.ts';
import type { RequestLimits } from '../request-limits.ts';
import { openGrpc } from './open-grpc.ts';

const method = 'inference.GRPCInferenceService/ModelInfer';

interface Calls {
  readonly app: App;
  readonly address: string;
  readonly client: GrpcClient;
  /** A message that asks about so many rows. */
  messageOf(rows: number): Uint8Array;
}

function withCalls(limits: Partial<RequestLimits>, test: (calls: Calls) => Promise<void>): Promise<void> {
  return withLateApp(async (app) => {
    const grpc = openGrpc(app.context);
    const address = `127.0.0.1:${await grpc.listen(0, '127.0.0.1')}`;
    const client = await openGrpcClient(address);
    const texts = (rows: number, text: string) => new Array(rows).fill(Buffer.from(text).toString('base64'));
    const messageOf = (rows: number) => {
      const input = (name: string, datatype: string, contents: object) => ({ name, datatype, shape: [rows], contents });
      const inputs = [
        input('city', 'BYTES', { bytes_contents: texts(rows, goodRow.city) }),
        input('distance', 'FP64', { fp64_contents: new Array(rows).fill(goodRow.distance) }),
        input('night', 'BOOL', { bool_contents: new Array(rows).fill(goodRow.night) }),
        input('at', 'BYTES', { bytes_contents: texts(rows, goodRow.at) }),
      ];
      return client.encode('inference.ModelInferRequest', { model_name: 'late', inputs });
    };
    try {
      await test({ app, address, client, messageOf });
    } finally {
      client.close();
      await grpc.drain(0);
    }
  }, limits);
}

/** Asks over a connection of its own, and takes nothing of the answer but its beginning. */
async function askOnly(address: string, message: Uint8Array): Promise<ClientHttp2Session> {
  const session = connect(`http://${address}`);
  session.on('error', () => {});
  const headers = { ':method': 'POST', ':path': `/${method}`, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request(headers);
  stream.on('error', () => {});
  const length = Buffer.alloc(5);
  length.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([length, message]));
  await once(stream, 'response');
  return session;
}

async function cutsOf({ app }: Calls, reason: string): Promise<number> {
  const { payload } = await app.inject('/metrics');
  return Number(
    new RegExp(`^modelwright_answers_cut_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(payload)?.[1] ?? 0,
  );
}

it('large messages are refused while others hold all there is, small ones never', () =>
  withCalls({ heldBodyBytes: 1024 * 1024 }, async ({ app, client, messageOf }) => {
    const [large, small] = [messageOf(2_000), messageOf(10)];
    const held = app.context.bodies.hold(1024 * 1024, 0)!;
    expect(await failure(client.send(method, large))).toEqual({
      code: 'RESOURCE_EXHAUSTED',
      details: expect.stringContaining('at most 1048576 at a time'),
    });
    expect((await client.send(method, small)).length).toBeGreaterThan(100);
    held.release();
    expect((await client.send(method, large)).length).toBeGreaterThan(50_000);
    expect(app.context.bodies.bytes).toBe(0);
  }));

/** Takes all places for much work. */
function takePlaces({ bodies }: App['context']): HeldBody[] {
  const held: HeldBody[] = [];
  let working = 0;
  do {
    const one = bodies.hold(muchWorkBytes + 1, 0)!;
    one.work({}, (gone) => !gone && working++);
    held.push(one);
  } while (working === held.length);
  held.pop()?.release();
  return held;
}

it('the most urgent of the large messages that wait is worked on first', () =>
  withCalls({}, async ({ app: { context }, client, messageOf }) => {
    const large = messageOf(10_000);
    const held = takePlaces(context);
    const order: string[] = [];
    const send = async (priority: string) => {
      const before = context.bodies.bytes;
      const headers = new Metadata();
      headers.set('x-request-priority', priority);
      const answer = client.send(method, large, { headers }).then(() => order.push(priority));
      while (context.bodies.bytes === before) await sleep(5);
      // The message is held as it comes, and waits once its end has come as well.
      await sleep(20);
      return { answer };
    };
    const asked = [await send('shadow'), await send('batch'), await send('interactive')];
    held.pop()?.release();
    await Promise.all(asked.map(({ answer }) => answer));
    expect(order).toEqual(['interactive', 'batch', 'shadow']);
    for (const one of held) one.release();
  }));

it('a large message waits while others are worked on, small ones do not', () =>
  withCalls({}, async ({ app: { context }, client, messageOf }) => {
    const [large, small] = [messageOf(10_000), messageOf(10)];
    expect(large.length).toBeGreaterThan(muchWorkBytes);
    const held = takePlaces(context);
    const before = context.bodies.bytes;
    let isAnswered = false;
    const answer = client.send(method, large).finally(() => {
      isAnswered = true;
    });
    while (context.bodies.bytes === before) await sleep(5);
    for (let i = 0; i < 5; i++) expect((await client.send(method, small)).length).toBeGreaterThan(100);
    expect(isAnswered).toBe(false);
    held.pop()?.release();
    expect((await answer).length).toBeGreaterThan(250_000);
    for (const one of held) one.release();
    expect(context.bodies.bytes).toBe(0);
  }));

it('a client that takes nothing of its answer is cut off, and others are answered', () =>
  withCalls({ stalledMs: 2_000 }, async (calls) => {
    const { app, address, client, messageOf } = calls;
    const message = messageOf(5_000);
    const session = await askOnly(address, message);
    const ended = new Promise((resolve) => session.once('close', resolve));
    expect((await client.send(method, message)).length).toBeGreaterThan(100_000);
    await vi.waitFor(async () => expect(await cutsOf(calls, 'stalled')).toBe(1), { timeout: 30_000 });
    await ended;
    expect(app.context.unsent.bytes).toBe(0);
  }));

it('answers that nobody takes hold no more than they may together', () =>
  withCalls({ stalledMs: 600_000, unsentBytes: 4 * 1024 * 1024 }, async (calls) => {
    const { app, address, messageOf } = calls;
    const message = messageOf(5_000);
    const sessions: ClientHttp2Session[] = [];
    while ((await cutsOf(calls, 'crowded')) === 0) {
      sessions.push(await askOnly(address, message));
      expect(app.context.unsent.bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    }
    expect(sessions.length).toBeGreaterThan(2);
    for (const session of sessions) session.destroy();
    while (app.context.unsent.bytes > 0) await sleep(5);
  }));
