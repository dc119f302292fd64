/** Triton's extensions of the protocol over HTTP: what is in the repository, loading and unloading, statistics. */
import type { FastifyInstance } from 'fastify';
import type { Total, VersionStatistics } from '../../serve/statistics.ts';
import { invalid } from '../check-body.ts';
import { parseJsonBody } from '../json-body.ts';
import type { ServerContext } from '../server-context.ts';
import { fieldsOf, policyOfParameters } from './load-request.ts';
import type { AskedModel } from './model-calls.ts';
import { inferenceStatistics, loadModel, repositoryIndex, unloadModel } from './repository-calls.ts';
import * as schemas from './repository-schemas.ts';
import { speakProtocol } from './speak-protocol.ts';

type Body = Buffer | undefined;
interface Named {
  readonly name: string;
}

/** Adds the routes to a scope of their own. */
export async function repositoryRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  speakProtocol(app, context);
  app.post<{ Body: Body }>(
    '/v2/repository/index',
    { config: { access: { role: 'viewer', models: 'own' } }, schema: schemas.repositoryIndex },
    async ({ body, caller }) => {
      const { ready = false } = readBody(body);
      if (typeof ready !== 'boolean') throw invalid('ready', 'expected true or false');
      const models = await repositoryIndex(context, { ready }, caller);
      return models.map(({ version, ...rest }) => ({ ...rest, version: String(version) }));
    },
  );
  app.post<{ Params: Named; Body: Body }>(
    '/v2/repository/models/:name/load',
    { config: { access: { role: 'operator' } }, schema: schemas.loadModel },
    async ({ params, body }, reply) => {
      const { parameters = {} } = readBody(body);
      await loadModel(context, params.name, policyOfParameters(fieldsOf(parameters, 'parameters')));
      return reply.type('application/json').send('{}');
    },
  );
  app.post<{ Params: Named; Body: Body }>(
    '/v2/repository/models/:name/unload',
    { config: { access: { role: 'operator' } }, schema: schemas.unloadModel },
    async ({ params, body }, reply) => {
      // Models here have no dependents, so what a client says of them is taken note of in no other way.
      readBody(body);
      await unloadModel(context, params.name);
      return reply.type('application/json').send('{}');
    },
  );
  const statistics = (path: string, operationId: string) =>
    app.get<{ Params: Partial<AskedModel> }>(
      path,
      { config: { access: { role: 'viewer', models: 'own' } }, schema: schemas.statistics(operationId) },
      async ({ params, caller }) => ({ model_stats: (await inferenceStatistics(context, params, caller)).map(asJson) }),
    );
  statistics('/v2/models/stats', 'statistics');
  statistics('/v2/models/:name/stats', 'statisticsOfModel');
  statistics('/v2/models/:name/versions/:version/stats', 'statisticsOfVersion');
}

/** The fields of a body, which may be left out. */
function readBody(body: Body): Readonly<Record<string, unknown>> {
  return body === undefined || body.length === 0 ? {} : fieldsOf(parseJsonBody(body), '');
}

function asJson({ name, version, lastInferenceMs, inferences, executions, batches, ...sums }: VersionStatistics) {
  return {
    name,
    version: String(version),
    last_inference: lastInferenceMs,
    inference_count: inferences,
    execution_count: executions,
    inference_stats: {
      success: total(sums.success),
      fail: total(sums.fail),
      queue: total(sums.queue),
      compute_input: total(sums.input),
      compute_infer: total(sums.infer),
      compute_output: total(sums.output),
      cache_hit: { count: 0, ns: 0 },
      cache_miss: { count: 0, ns: 0 },
    },
    response_stats: {},
    batch_stats: batches.map(({ batchSize, input, infer, output }) => ({
      batch_size: batchSize,
      compute_input: total(input),
      compute_infer: total(infer),
      compute_output: total(output),
    })),
    memory_usage: [],
  };
}

const total = ({ count, ns }: Total) => ({ count, ns });
