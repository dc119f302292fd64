/** Reads the terms of requests that ask for predictions, and sends them away before their body is read when there is no room. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ModelwrightError } from '../core/errors.ts';
import { retryAfter } from './error-reply.ts';
import { type RequestTerms, termsOfHeaders } from './read-terms.ts';
import type { ServerContext } from './server-context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers with predictions: it is subject to admission. */
    readonly predicts?: boolean;
  }
  interface FastifyRequest {
    /** Of requests to routes that predict. */
    terms: RequestTerms;
  }
}

/** Says whether the client has gone. Made for every request, so its getter is shared. */
class ConnectionSignal {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get aborted(): boolean {
    return this.#socket.destroyed;
  }
}

/** The rest of a body of at most this size is read, so that the connection can be used again. */
const smallBody = 64 * 1024;

export function admitRequests(app: FastifyInstance, { admission, limits }: ServerContext): void {
  app.decorateRequest('terms');
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.config.predicts) return done();
    const { headers, raw, params } = request;
    const { name = '' } = params as { readonly name?: string };
    const terms = termsOfHeaders((header) => headers[header]?.toString(), limits.mostPredictMs);
    const { priority, deadline } = terms;
    request.terms = { priority, deadline, signal: new ConnectionSignal(raw.socket) };
    const settle = (refusal: ModelwrightError | undefined) => {
      if (refusal && !(Number(headers['content-length']) <= smallBody)) reply.header('connection', 'close');
      done(refusal);
    };
    const refusal = admission.arrive(name.split('@', 1)[0], priority);
    if (refusal instanceof Promise) void refusal.then(settle);
    else settle(refusal);
  });
  app.addHook('onSend', (request, reply, _, done) => {
    if (reply.statusCode === 503 && request.routeOptions.config.predicts) reply.header('retry-after', retryAfter);
    done();
  });
}
