/** `/healthz/live`, `/healthz/ready`, `/metrics` and `/openapi.json` */
import type { FastifyInstance } from 'fastify';
import { mayUse } from '../../access/check-access.ts';
import { metricsContentType, renderMetrics } from '../cluster/sum-metrics.ts';
import { liveAnswer, readyAnswer } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

export function healthRoutes(app: FastifyInstance, context: ServerContext): void {
  app.get(
    '/healthz/live',
    {
      config: { access: { role: 'public' } },
      schema: {
        operationId: 'live',
        summary: 'The process answers.',
        tags: ['health'],
        response: { 200: { description: 'It does.', ...liveAnswer } },
      },
    },
    async () => ({ status: 'live' }),
  );
  app.get(
    '/healthz/ready',
    {
      config: { access: { role: 'public' } },
      schema: {
        operationId: 'ready',
        summary: 'The server takes traffic.',
        tags: ['health'],
        response: {
          200: { description: 'It does; `degraded` says what does not follow the registry.', ...readyAnswer },
          503: { description: 'It is starting or stopping.', ...readyAnswer },
        },
      },
    },
    async ({ caller }, reply) => {
      const all = [...context.resolver.problems(), ...context.siblings.problems()];
      // A probe needs no key, and is told the state; what is wrong with a model is for who may use it.
      const problems = all
        .filter(({ subject }) => mayUse(caller, subject))
        .map(({ subject, serving, error }) => ({ subject, serving, code: error.code, message: error.message }));
      const isServing = context.state === 'serving';
      reply.code(isServing ? 200 : 503);
      return { status: isServing ? (all.length > 0 ? 'degraded' : 'ready') : context.state, problems };
    },
  );
  app.get(
    '/metrics',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        operationId: 'metrics',
        summary: 'Figures for Prometheus.',
        tags: ['health'],
        response: {
          200: { description: 'The text format.', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
    async (_, reply) => {
      reply.type(metricsContentType);
      return await renderMetrics(await context.siblings.ask({ kind: 'metrics' }));
    },
  );
  app.get(
    '/openapi.json',
    {
      config: { access: { role: 'viewer', models: 'none' } },
      schema: {
        operationId: 'openapi',
        summary: 'This description.',
        tags: ['health'],
        response: { 200: { description: 'OpenAPI 3.1.', type: 'object', additionalProperties: true } },
      },
    },
    async () => app.swagger(),
  );
}
