/** Looks at every HTTP request on its way: how long it takes and how it ends becomes a metric, a line of the log and a span. */
import type { IncomingHttpHeaders } from 'node:http';
import type { TextMapGetter } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerMetrics } from '../metrics.ts';
import { requestIdHeader } from './request-ids.ts';
import type { ServerLog } from './server-log.ts';
import { isTraced, type ServerSpan, startServerSpan } from './server-span.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent until the request has its route, and where nobody takes spans. */
    span: ServerSpan | undefined;
    /** Code of the error that it is answered with. */
    failure: string | undefined;
  }
}

const headers: TextMapGetter<IncomingHttpHeaders> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, key) => carrier[key],
};

/** Add it before any other hook: what runs inside the span is its child. */
export function observeRequests(
  app: FastifyInstance,
  { metrics, log }: { readonly metrics: Pick<ServerMetrics, 'observeRequest'>; readonly log: ServerLog },
): void {
  app.decorateRequest('span', undefined);
  app.decorateRequest('failure', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    if (!isTraced()) return done();
    const route = routeOf(request);
    const span = startServerSpan(`${request.method} ${route}`, request.headers, headers, {
      'http.request.method': request.method,
      'http.route': route,
      'url.path': request.url.split('?', 1)[0].slice(0, 1024),
      'url.scheme': request.protocol,
    });
    request.span = span;
    span.within(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, span, failure } = request;
    const { statusCode, elapsedTime } = reply;
    const route = routeOf(request);
    const model = modelOf(request.params);
    metrics.observeRequest(method, route, statusCode, elapsedTime / 1000);
    span?.end(
      { 'http.response.status_code': statusCode, ...(model !== undefined && { 'modelwright.model': model }) },
      statusCode >= 500 ? (failure ?? String(statusCode)) : undefined,
    );
    if (!log.takesRequests) return done();
    log.answered({
      requestId: request.id,
      traceId: span?.traceId,
      protocol: 'http',
      method,
      route,
      status: statusCode,
      durationMs: Math.round(elapsedTime * 1000) / 1000,
      model,
      error: failure,
      client: request.ip,
    });
    done();
  });
}

/** The pattern of the route, never what the client sent: metrics keep a series for each. */
function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'unknown';
}

function modelOf(params: unknown): string | undefined {
  const { name } = (params ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name.slice(0, 256) : undefined;
}
