/** Requests whose body does not arrive in time are ended; those that are read as a stream have a time of their own. */
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { monotonicMs } from '../core/clock.ts';
import { replyToBrokenRequest } from './error-reply.ts';
import type { RequestLimits } from './request-limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is read as it comes, for as long as it comes. */
    readonly streamed?: boolean;
  }
}

interface Arriving {
  readonly reply: FastifyReply;
  readonly untilMs: number;
  /** Undefined for a body that is read as it comes: it may pause. */
  readonly pace: { sinceMs: number; bytes: number } | undefined;
}

/** Node knows one time for all requests, which is too short for a stream or too long for the others. */
export function endLateRequests(
  app: FastifyInstance,
  limits: Pick<RequestLimits, 'requestMs' | 'streamMs' | 'checkMs' | 'bodyBytesPerSecond'>,
): void {
  const { requestMs, streamMs, checkMs, bodyBytesPerSecond } = limits;
  const arriving = new Map<FastifyRequest['raw'], Arriving>();
  /** Those of this turn: nearly all are complete at its end, and need no place in the map, which costs more than the rest here. */
  let fresh: FastifyReply[] = [];
  const keepIncomplete = () => {
    for (const reply of fresh) if (!reply.request.raw.complete) keep(reply);
    fresh = [];
  };
  /** Until all of it has come: it may be answered before, and its connection is not to stay open for the rest. */
  function keep(reply: FastifyReply): void {
    const { raw, routeOptions } = reply.request;
    const isStreamed = routeOptions.config.streamed;
    const sinceMs = monotonicMs();
    const pace = isStreamed ? undefined : { sinceMs, bytes: raw.socket.bytesRead };
    arriving.set(raw, { reply, untilMs: sinceMs + (isStreamed ? streamMs : requestMs), pace });
    raw.once('end', () => arriving.delete(raw));
  }
  app.addHook('onRequest', (_, reply, done) => {
    fresh.push(reply);
    if (fresh.length === 1) setImmediate(keepIncomplete);
    done();
  });
  const timer = setInterval(() => {
    for (const [raw, { reply, untilMs, pace }] of arriving) {
      if (raw.complete || raw.destroyed) arriving.delete(raw);
      else if (monotonicMs() > untilMs || isTooSlow(raw, pace)) {
        arriving.delete(raw);
        end(raw, reply);
      }
    }
  }, checkMs);
  /** Looks at what came since the last look; a request that has only begun is given time. */
  function isTooSlow({ socket }: FastifyRequest['raw'], pace: Arriving['pace']): boolean {
    if (!pace) return false;
    const ms = monotonicMs() - pace.sinceMs;
    if (ms < checkMs) return false;
    const bytes = socket.bytesRead - pace.bytes;
    pace.sinceMs += ms;
    pace.bytes += bytes;
    return bytes < (bodyBytesPerSecond * ms) / 1000;
  }
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function end(raw: FastifyRequest['raw'], reply: FastifyReply): void {
  // A request that was injected has no connection that could be ended.
  if (!(raw.socket instanceof Socket)) raw.destroy();
  else if (reply.raw.headersSent) raw.socket.destroy();
  else replyToBrokenRequest(Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), raw.socket);
}
