/** Ends connections whose clients ask for much and take little of it, so that answers nobody takes hold bounded memory. */
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { monotonicMs } from '../../core/clock.ts';
import { type CutReason, leastWatchedBytes, type UnsentAnswers } from './unsent-answers.ts';

/** A text beyond is sent in pieces: what is taken of one piece cannot be seen. */
const pieceBytes = 64 * 1024;
/** What an answer that is made while it is sent holds at most, about: what was read and what waits for the connection. */
const streamBytes = 64 * 1024;
const mostLookMs = 1_000;

interface Begun {
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly bytes: number;
}

/** Add it after hooks that change what is sent. @param count hears of every answer that is cut off */
export function watchAnswers(app: FastifyInstance, unsent: UnsentAnswers, count: (reason: CutReason) => void): void {
  /** Those of this turn: nearly all are gone at its end, and need no place among those that wait. */
  let begun: Begun[] = [];
  const keepUnsent = () => {
    for (const { response, socket, bytes } of begun) {
      if (response.writableFinished || response.destroyed || socket.destroyed) continue;
      const remove = unsent.add(socket, bytes, monotonicMs(), (reason) => {
        count(reason);
        // What the system holds for the client goes as well, and the client learns that the answer is not whole.
        socket.resetAndDestroy();
      });
      response.once('close', remove);
    }
    begun = [];
  };
  app.addHook('onSend', (request, reply, payload, done) => {
    const bytes = bytesOf(payload);
    const { socket } = request.raw;
    // A request that was injected has no connection.
    if (bytes < leastWatchedBytes || !(socket instanceof Socket)) return done(null, payload);
    begun.push({ response: reply.raw, socket, bytes });
    if (begun.length === 1) setImmediate(keepUnsent);
    if (bytes <= pieceBytes || isStream(payload)) return done(null, payload);
    const whole = bytesIn(payload as string | Uint8Array);
    reply.header('content-length', whole.length);
    done(null, Readable.from(piecesOf(whole), { objectMode: false, highWaterMark: pieceBytes }));
  });
  const timer = setInterval(() => unsent.look(monotonicMs()), Math.min(mostLookMs, Math.ceil(unsent.stalledMs / 4)));
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function bytesIn(payload: string | Uint8Array): Buffer {
  return typeof payload === 'string'
    ? Buffer.from(payload)
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

function* piecesOf(whole: Buffer): Generator<Buffer> {
  for (let from = 0; from < whole.length; from += pieceBytes) yield whole.subarray(from, from + pieceBytes);
}

/** What an answer holds until it is sent. */
function bytesOf(payload: unknown): number {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return payload.length;
  return isStream(payload) ? streamBytes : 0;
}

function isStream(payload: unknown): boolean {
  return typeof (payload as { readonly pipe?: unknown } | null | undefined)?.pipe === 'function';
}
