/** The guard before the HTTP routes: every request passes here first, also one for a route that does not exist. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, stranger } from '../../access/caller.ts';
import type { NeededAccess } from '../../access/check-access.ts';
import { isModelwrightError } from '../../core/errors.ts';
import type { Guard } from './guard.ts';
import { requireAccess } from './route-access.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. */
    caller: Caller;
  }
}

/** What the answer to a path without a route needs: strangers do not learn which paths there are. */
const unknownRoute: NeededAccess = { role: 'viewer', models: 'none' };
const issuerRetrySeconds = 5;

export function guardRoutes(app: FastifyInstance, guard: Guard): void {
  requireAccess(app);
  app.decorateRequest('caller');
  app.addHook('onReady', () => guard.open());
  app.addHook('onClose', () => guard.close());
  const modelParameters = new Map<string, string | undefined>();
  app.addHook('onRoute', ({ url }) => {
    modelParameters.set(url, /\/models\/:(\w+)/.exec(url)?.[1]);
  });

  app.addHook('onRequest', (request, reply, done) => {
    request.caller = stranger;
    const { headers, routeOptions, params, raw } = request;
    const fail = (error: unknown) => {
      explain(error, request, reply);
      done(error as Error);
    };
    try {
      guard.hosts.check(headers.host, headers.origin);
      const needed = routeOptions.config.access ?? unknownRoute;
      const parameter = modelParameters.get(routeOptions.url ?? '');
      const admitted = guard.admit(headers.authorization, {
        what: `${request.method} ${routeOptions.url ?? 'unknown'}`,
        needed,
        model: parameter === undefined ? undefined : (params as Readonly<Record<string, string>>)[parameter],
        peer: raw.socket.remoteAddress ?? 'unknown',
      });
      if (!(admitted instanceof Promise)) {
        request.caller = admitted;
        return done();
      }
      admitted.then((caller) => {
        request.caller = caller;
        done();
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('x-content-type-options', 'nosniff');
    // Answers to one caller are not for the next one.
    if (guard.isShut) reply.header('cache-control', 'no-store');
    if (String(reply.getHeader('content-type')).startsWith('text/html')) reply.headers(pageHeaders);
    done(null, payload);
  });
}

/** What pages of this server may do: load what comes from it, and be shown by nobody else's page. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

/** Headers by which clients know what to do about a refusal. */
function explain(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (!isModelwrightError(error)) return;
  const { code, details } = error;
  if (code === 'CREDENTIALS_MISSING') reply.header('www-authenticate', 'Bearer realm="modelwright"');
  if (code === 'CREDENTIALS_INVALID') {
    reply.header('www-authenticate', 'Bearer realm="modelwright", error="invalid_token"');
  }
  if (code === 'RATE_EXCEEDED') reply.header('retry-after', String(details['seconds']));
  if (code === 'ISSUER_UNREACHABLE') reply.header('retry-after', String(issuerRetrySeconds));
  // The body that may follow is not waited for.
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) {
    reply.header('connection', 'close');
  }
}
