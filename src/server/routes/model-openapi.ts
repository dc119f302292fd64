/** `GET /v1/models/{name}/openapi.json` */
import type { FastifyInstance } from 'fastify';
import { errorsOf } from '../error-statuses.ts';
import { modelDocument } from '../openapi/model-document.ts';
import { modelParameters } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

export function modelOpenapiRoute(app: FastifyInstance, { resolver, limits, guard }: ServerContext): void {
  app.get<{ Params: { name: string } }>(
    '/v1/models/:name/openapi.json',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        operationId: 'modelOpenapi',
        summary: "Description of one model's rows and answers.",
        tags: ['models'],
        params: modelParameters,
        response: {
          200: { description: 'OpenAPI 3.1.', type: 'object', additionalProperties: true },
          ...errorsOf(404, 422, 500),
        },
      },
    },
    async ({ params: { name } }) => {
      const resolved = resolver.peek(name) ?? (await resolver.resolve(name));
      return modelDocument(name, resolved, { limits, ways: guard.ways });
    },
  );
}
