/** Bounds what the bodies of requests hold until these are answered: beyond it large ones are sent away before they are read to their end (decision 43). */
import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { monotonicMs } from '../../core/clock.ts';
import { retryAfter } from '../error-reply.ts';
import { type HeldBodies, type HeldBody, smallBodyBytes } from './held-bodies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a large body, until the answer is made. */
    heldBody: HeldBody | undefined;
  }
}

/** Add it before the bodies are parsed, and after hooks that send requests away without reading them. */
export function boundBodies(app: FastifyInstance, bodies: HeldBodies): void {
  app.decorateRequest('heldBody', undefined);
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!isLarge(request)) return done(null, payload);
    const refusal = () => {
      reply.header('connection', 'close').header('retry-after', retryAfter);
      return bodies.refusal();
    };
    const held = bodies.begin(() => counted.destroy(refusal()), monotonicMs());
    const counted = new Transform({
      transform(chunk: Buffer, _, next) {
        if (held.add(chunk.length, monotonicMs())) next(null, chunk);
        else next(refusal());
      },
      flush(next) {
        held.complete();
        held.work(request.terms ?? {}, next);
      },
    });
    payload.once('error', (error) => counted.destroy(error));
    request.heldBody = held;
    // The client may go before there is an answer.
    reply.raw.once('close', () => held.release());
    done(null, payload.pipe(counted));
  });
  app.addHook('onSend', (request, _reply, _payload, done) => {
    if (request.heldBody) {
      request.heldBody.release();
      // Its client may take the answer slowly.
      request.body = undefined;
    }
    done();
  });
}

function isLarge(request: FastifyRequest): boolean {
  const { headers } = request;
  const length = headers['content-length'];
  const isLong = length === undefined ? headers['transfer-encoding'] !== undefined : Number(length) > smallBodyBytes;
  return isLong && !request.routeOptions.config.streamed;
}
