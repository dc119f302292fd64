/** `POST /v1/models/{name}/predict` */
import type { FastifyInstance } from 'fastify';
import { predictRows } from '../../serve/predict-rows.ts';
import { checkFields, invalid, listOfFields } from '../check-body.ts';
import { errorsOf } from '../error-statuses.ts';
import type { RequestLimits } from '../request-limits.ts';
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
        body: predictBody(limits),
        response: {
          200: { description: 'Predictions, in the order of the rows.', ...predictAnswer },
          ...errorsOf('body', 404, 500),
        },
      },
    },
    async (request) => {
      const { name } = request.params;
      const resolved = resolver.peek(name) ?? (await resolver.resolve(name));
      const { rows, budgetMs } = readBody(request.body, limits);
      const answer = await predictRows(resolved, rows, store.predictions, budgetMs);
      metrics.countPredictions(resolved.version.name, resolved.version.version, rows.length);
      return answer;
    },
  );
}

/** The rows, and the budget where explanations are asked for. */
function readBody(
  body: unknown,
  limits: RequestLimits,
): { readonly rows: readonly unknown[]; readonly budgetMs?: number } {
  const fields = checkFields(body, '', ['rows', 'explain', 'explainBudgetMs']);
  const { explain = false, explainBudgetMs = limits.explainMs } = fields;
  if (typeof explain !== 'boolean') throw invalid('explain', 'expected true or false');
  if (!(typeof explainBudgetMs === 'number' && explainBudgetMs > 0 && explainBudgetMs <= limits.mostExplainMs)) {
    throw invalid('explainBudgetMs', `expected milliseconds above 0 and at most ${limits.mostExplainMs}`);
  }
  if (!explain) return { rows: listOfFields(fields, 'rows', limits.rows) };
  return { rows: listOfFields(fields, 'rows', limits.explainedRows), budgetMs: explainBudgetMs };
}
