/** `POST /v1/models/{name}/predict` */
import type { FastifyInstance } from 'fastify';
import { predictRows } from '../../serve/predict-rows.ts';
import type { PredictionExtras } from '../../serve/predictor.ts';
import { askedBy } from '../asked-by.ts';
import { checkFields, coverageOfFields, invalid, listOfFields } from '../check-body.ts';
import { errorsOf } from '../error-statuses.ts';
import { sendRows } from '../json-answer.ts';
import type { RequestLimits } from '../request-limits.ts';
import { modelParameters, predictAnswer, predictBody } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

export function predictRoute(app: FastifyInstance, { predictor, limits }: ServerContext): void {
  app.post<{ Params: { name: string } }>(
    '/v1/models/:name/predict',
    {
      config: { access: { role: 'predictor' }, predicts: true },
      schema: {
        operationId: 'predict',
        summary: 'Predict rows; every prediction is logged.',
        tags: ['models'],
        params: modelParameters,
        body: predictBody(limits),
        response: {
          200: { description: 'Predictions, in the order of the rows.', ...predictAnswer },
          ...errorsOf('body', 404, 500, 503, 504),
        },
      },
    },
    async (request, reply) => {
      const chosen = await predictor.choose(request.params.name);
      const { rows, coverage, explainBudgetMs } = readBody(request.body, limits);
      const { priority, deadline, signal } = request.terms;
      const asked = askedBy(request.headers, rows[0]);
      // Field by field: objects that are put together by spreading outlive the young generation, and bring on collections of the old.
      const extras = { coverage, explainBudgetMs, priority, deadline, signal, asked };
      const answer = await predictRows(predictor, chosen, rows, extras);
      return sendRows(reply, answer, rows.length);
    },
  );
}

/** The rows, and what is asked for besides their predictions. */
function readBody(body: unknown, limits: RequestLimits): PredictionExtras & { readonly rows: readonly unknown[] } {
  const fields = checkFields(body, '', ['rows', 'intervals', 'explain', 'explainBudgetMs']);
  const { explain = false, explainBudgetMs = limits.explainMs } = fields;
  const coverage = coverageOfFields(fields, 'intervals');
  if (typeof explain !== 'boolean') throw invalid('explain', 'expected true or false');
  if (!(typeof explainBudgetMs === 'number' && explainBudgetMs > 0 && explainBudgetMs <= limits.mostExplainMs)) {
    throw invalid('explainBudgetMs', `expected milliseconds above 0 and at most ${limits.mostExplainMs}`);
  }
  if (!explain) return { rows: listOfFields(fields, 'rows', limits.rows), coverage };
  return { rows: listOfFields(fields, 'rows', limits.explainedRows), coverage, explainBudgetMs };
}
