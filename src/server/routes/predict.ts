/** `POST /v1/models/{name}/predict` */
import type { FastifyInstance } from 'fastify';
import { predictRows } from '../../serve/predict-rows.ts';
import { coverageOfBody, listOfBody } from '../check-body.ts';
import { errorsOf } from '../error-statuses.ts';
import { modelParameters, predictAnswer, predictBody } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

export function predictRoute(app: FastifyInstance, { resolver, store, metrics, limits }: ServerContext): void {
  app.post<{ Params: { name: string } }>(
    '/v1/models/:name/predict',
    {
      schema: {
        operationId: 'predict',
        summary: 'Predict rows; every prediction is logged.',
        tags: ['models'],
        params: modelParameters,
        body: predictBody(limits.rows),
        response: {
          200: { description: 'Predictions, in the order of the rows.', ...predictAnswer },
          ...errorsOf('body', 404, 500),
        },
      },
    },
    async (request) => {
      const { name } = request.params;
      const resolved = resolver.peek(name) ?? (await resolver.resolve(name));
      const rows = listOfBody(request.body, 'rows', limits.rows, ['intervals']);
      const coverage = coverageOfBody(request.body, 'intervals');
      const answer = await predictRows(resolved, rows, store.predictions, coverage);
      metrics.countPredictions(resolved.version.name, resolved.version.version, rows.length);
      return answer;
    },
  );
}
