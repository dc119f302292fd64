/** `GET /v1/models` and `GET /v1/models/{name}` */
import type { FastifyInstance } from 'fastify';
import { mayUse } from '../../access/check-access.ts';
import type { NativeSide } from '../../native/native-model.ts';
import { listVersions, type ModelVersion, resolveModel } from '../../tracking/registry.ts';
import { errorsOf } from '../error-statuses.ts';
import { modelAnswer, modelParameters, modelsAnswer } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

export function modelRoutes(app: FastifyInstance, { store, resolver }: ServerContext): void {
  app.get(
    '/v1/models',
    {
      config: { access: { role: 'viewer', models: 'own' } },
      schema: {
        operationId: 'listModels',
        summary: 'Every version of every model that the caller may use.',
        tags: ['models'],
        response: { 200: { description: 'Versions.', ...modelsAnswer } },
      },
    },
    async ({ caller }) => {
      const versions = await listVersions(store);
      return { models: versions.filter(({ name }) => mayUse(caller, name)).map(rowOf) };
    },
  );
  app.get<{ Params: { name: string } }>(
    '/v1/models/:name',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        operationId: 'showModel',
        summary: 'One version: aliases, hashes, signature and lineage.',
        tags: ['models'],
        params: modelParameters,
        response: { 200: { description: 'The version.', ...modelAnswer }, ...errorsOf(404, 422) },
      },
    },
    async ({ params }) => {
      const version = await resolveModel(store, params.name);
      const { createdBy, runId, verdict, promotable, directlyEvaluated, signature, lineage, metrics } = version;
      const versions = (await listVersions(store, version.name)).map((one) => one.version);
      const about = { createdBy, runId, verdict, promotable, directlyEvaluated, signature, lineage, metrics, versions };
      const running = resolver.natives().find((one) => one.version.artifactHash === version.artifactHash);
      return { ...rowOf(version), ...about, ...(running && { native: nativeRow(running.native) }) };
    },
  );
}

function nativeRow({ settings, figures, problem }: NativeSide) {
  const { processes, threads, memoryBytes, queue, callMs, recycleCalls, isBatching, batch } = settings;
  return {
    processes: figures.processes,
    mostProcesses: processes,
    threads,
    memoryBytes,
    queue,
    ...(callMs !== undefined && { callMs }),
    ...(recycleCalls !== undefined && { recycleCalls }),
    ...(isBatching && batch && { batchRows: batch.maxRows }),
    calls: figures.calls,
    requests: figures.requests,
    waiting: figures.waiting,
    ...(problem && { problem: problem.message }),
  };
}

function rowOf({ name, version, aliases, artifactHash, createdAt }: ModelVersion) {
  return { name, version, aliases, artifactHash, createdAt };
}
