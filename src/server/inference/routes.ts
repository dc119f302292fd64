/** The Open Inference Protocol (v2) over HTTP, as KServe, Triton and MLServer speak it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ModelwrightError } from '../../core/errors.ts';
import { version } from '../../core/version.ts';
import { predictLogged } from '../../serve/predict-logged.ts';
import type { Resolved } from '../../serve/resolver.ts';
import { answerTensors, outputDescriptions } from '../../serve/tensors/answer-tensors.ts';
import { inputDescriptions } from '../../serve/tensors/tensor-reader.ts';
import { listVersions } from '../../tracking/registry.ts';
import { invalid } from '../check-body.ts';
import { replyError } from '../error-reply.ts';
import type { ServerContext } from '../server-context.ts';
import { inferenceAnswer, jsonLengthHeader } from './inference-answer.ts';
import { readInferenceBody } from './read-body.ts';
import * as schemas from './schemas.ts';

interface ModelParameters {
  readonly name: string;
  readonly version?: string;
}

/** Adds the routes to a scope of their own: they read other bodies and answer errors in another shape. */
export async function inferenceRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  const { resolver, store, metrics, limits } = context;
  readRawBodies(app);
  app.setErrorHandler((error, request, reply) => {
    const contentType = request.headers['content-type'];
    const answer = replyError(error, { url: request.url, contentType, bodyBytes: limits.bodyBytes });
    if (answer.code === 'INTERNAL') context.report(error);
    return reply.code(answer.http).send({ error: answer.message });
  });

  app.get('/v2', { schema: schemas.serverMetadata }, async () => {
    return { name: 'modelwright', version, extensions: ['binary_tensor_data'] };
  });
  app.get('/v2/health/live', { schema: schemas.serverLive }, async () => ({ live: true }));
  app.get('/v2/health/ready', { schema: schemas.serverReady }, async (_, reply) => {
    const ready = context.state === 'serving';
    reply.code(ready ? 200 : notReady);
    return { ready };
  });
  addModelRoutes('/v2/models/:name', false);
  addModelRoutes('/v2/models/:name/versions/:version', true);

  function addModelRoutes(path: string, isVersioned: boolean): void {
    app.get<{ Params: ModelParameters }>(path, { schema: schemas.modelMetadata(isVersioned) }, async ({ params }) => {
      const { served, version: found } = await resolve(params);
      const versions = (await listVersions(store, found.name)).map((one) => String(one.version)).reverse();
      return {
        name: found.name,
        versions,
        platform: 'modelwright',
        inputs: inputDescriptions(served.model.signature),
        outputs: outputDescriptions(served.model),
      };
    });
    app.get<{ Params: ModelParameters }>(
      `${path}/ready`,
      { schema: schemas.modelReady(isVersioned) },
      async ({ params }, reply) => {
        const ready = await isReady(params);
        reply.code(ready ? 200 : notReady);
        return { name: params.name, ready };
      },
    );
    app.post<{ Params: ModelParameters; Body: Buffer | undefined }>(
      `${path}/infer`,
      { schema: schemas.infer(isVersioned) },
      async ({ params, body = Buffer.alloc(0), headers }, reply) => {
        const resolved = await resolve(params);
        const asked = readInferenceBody(body, headers[jsonLengthHeader]?.toString());
        const table = resolved.served.readTensors(asked.inputs);
        if (table.nRows > limits.rows) throw invalid('inputs', `at most ${limits.rows} rows, found ${table.nRows}`);
        const { parts, predictionIds } = await predictLogged(resolved, table, store.predictions);
        metrics.countPredictions(resolved.version.name, resolved.version.version, table.nRows);
        const tensors = answerTensors(parts, resolved.served.model.signature.target, predictionIds);
        return sendAnswer(reply, inferenceAnswer(resolved.version, tensors, asked));
      },
    );
  }

  function resolve({ name, version: number }: ModelParameters): Resolved | Promise<Resolved> {
    const ref = number === undefined ? name : `${name}@${number}`;
    return resolver.peek(ref) ?? resolver.resolve(ref);
  }

  async function isReady(params: ModelParameters): Promise<boolean> {
    try {
      await resolve(params);
      return context.state === 'serving';
    } catch (error) {
      if (error instanceof ModelwrightError && error.http < 500) throw error;
      return false;
    }
  }
}

/** The protocol answers "no" with a status of the 4xx range. */
const notReady = 400;

function readRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // Clients of the protocol name their bodies as they like, or not at all.
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
}

function sendAnswer(reply: FastifyReply, { body, jsonBytes }: ReturnType<typeof inferenceAnswer>): FastifyReply {
  if (jsonBytes === undefined) return reply.type('application/json').send(body);
  return reply.header(jsonLengthHeader, jsonBytes).type('application/octet-stream').send(body);
}
