/** The Open Inference Protocol (v2) over HTTP, as KServe, Triton and MLServer speak it. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { beginTurns } from '../../core/loop-turns.ts';
import { askedWith, headerOf } from '../asked-by.ts';
import type { ServerContext } from '../server-context.ts';
import { type InferenceAnswer, inferenceAnswer, jsonLengthHeader } from './inference-answer.ts';
import {
  type AskedModel,
  inferTensors,
  isModelReady,
  modelMetadata,
  resolveAsked,
  serverMetadata,
} from './model-calls.ts';
import { readInferenceBody } from './read-body.ts';
import * as schemas from './schemas.ts';
import { speakProtocol } from './speak-protocol.ts';
import { termsOfParameters } from './terms-of-parameters.ts';

/** Adds the routes to a scope of their own: they read other bodies and answer errors in another shape. */
export async function inferenceRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  speakProtocol(app, context);

  app.get(
    '/v2',
    { config: { access: { role: 'viewer', models: 'none' } }, schema: schemas.serverMetadata },
    async () => serverMetadata,
  );
  app.get('/v2/health/live', { config: { access: { role: 'public' } }, schema: schemas.serverLive }, async () => ({
    live: true,
  }));
  app.get(
    '/v2/health/ready',
    { config: { access: { role: 'public' } }, schema: schemas.serverReady },
    async (_, reply) => {
      const ready = context.state === 'serving';
      reply.code(ready ? 200 : notReady);
      return { ready };
    },
  );
  addModelRoutes('/v2/models/:name', false);
  addModelRoutes('/v2/models/:name/versions/:version', true);

  function addModelRoutes(path: string, isVersioned: boolean): void {
    app.get<{ Params: AskedModel }>(
      path,
      { config: { access: { role: 'viewer' } }, schema: schemas.modelMetadata(isVersioned) },
      ({ params }) => modelMetadata(context, params),
    );
    app.get<{ Params: AskedModel }>(
      `${path}/ready`,
      { config: { access: { role: 'viewer' } }, schema: schemas.modelReady(isVersioned) },
      async ({ params }, reply) => {
        const ready = await isModelReady(context, params);
        reply.code(ready ? 200 : notReady);
        return { name: params.name, ready };
      },
    );
    app.post<{ Params: AskedModel; Body: Buffer | undefined }>(
      `${path}/infer`,
      { config: { access: { role: 'predictor' }, predicts: true }, schema: schemas.infer(isVersioned) },
      async ({ params, body = Buffer.alloc(0), headers, terms: named }, reply) => {
        const chosen = await resolveAsked(context, params);
        const read = readInferenceBody(body, headers[jsonLengthHeader]?.toString());
        // A turn of the microtasks would cost small requests more than their reading.
        const asked = read instanceof Promise ? await read : read;
        const terms = termsOfParameters(named, asked.parameters, context.limits.mostPredictMs);
        const extras = { ...terms, asked: askedWith(headerOf(headers), asked.inputs) };
        const inferred = await inferTensors(context, chosen, asked.inputs, extras);
        const answer = beginTurns(inferenceAnswer(inferred, asked));
        return sendAnswer(reply, answer instanceof Promise ? await answer : answer);
      },
    );
  }
}

/** The protocol answers "no" with a status of the 4xx range. */
const notReady = 400;

function sendAnswer(reply: FastifyReply, { body, jsonBytes }: InferenceAnswer): FastifyReply {
  if (jsonBytes === undefined) return reply.type('application/json; charset=utf-8').send(body);
  return reply.header(jsonLengthHeader, jsonBytes).type('application/octet-stream').send(body);
}
