/** The routes of MLflow's scoring server, for one model: `/invocations`, `/ping`, `/health` and `/version`. */
import type { FastifyInstance } from 'fastify';
import { anybody, type Caller } from '../../access/caller.ts';
import { checkModel } from '../../access/check-access.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { beginTurns } from '../../core/loop-turns.ts';
import { version } from '../../core/version.ts';
import { nativeOf } from '../../native/native-model.ts';
import type { JsonRow } from '../../serve/column-readers.ts';
import { predictRows } from '../../serve/predict-rows.ts';
import type { Resolved } from '../../serve/resolver.ts';
import { askedBy } from '../asked-by.ts';
import { replyError } from '../error-reply.ts';
import { sendRows } from '../json-answer.ts';
import { readJsonBody } from '../json-body.ts';
import type { ServerContext } from '../server-context.ts';
import { rowsOfCsv } from './csv-rows.ts';
import { mlflowError } from './error-answer.ts';
import { rowsOfBody } from './json-rows.ts';
import { oneModel } from './one-model.ts';
import * as schemas from './schemas.ts';

const bodies = ['application/json', 'text/csv'];

/**
 * Adds the routes to a scope of their own: they read other bodies and answer errors in another shape.
 *
 * @param chosen The model that answers; absent: the only one.
 */
export async function mlflowRoutes(app: FastifyInstance, context: ServerContext, chosen?: string): Promise<void> {
  const { predictor, store, limits } = context;
  const modelName = oneModel(store, chosen);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(bodies, { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
  app.setErrorHandler((error, request, reply) => {
    const { url, caller, headers } = request;
    const contentType = headers['content-type'];
    const known = replyError(error, { url, caller, contentType, bodyBytes: limits.bodyBytes });
    request.failure = known.code;
    if (known.code === 'INTERNAL') context.report(error);
    const { status, ...answer } = mlflowError(known);
    if (status === 415) return reply.code(status).type('text/plain; charset=utf-8').send(unsupported);
    return reply.code(status).type('application/json').send(answer);
  });

  for (const path of ['/ping', '/health']) {
    app.get(
      path,
      { config: { access: { role: 'public' } }, schema: schemas.ping(`mlflow${path === '/ping' ? 'Ping' : 'Health'}`) },
      async (_, reply) => {
        return reply
          .code((await isReady()) ? 200 : 404)
          .type('application/json')

          .send('\n');
      },
    );
  }
  app.get(
    '/version',
    { config: { access: { role: 'viewer', models: 'none' } }, schema: schemas.version },
    async (_, reply) => {
      return reply.type('application/json').send(version);
    },
  );
  app.post<{ Body: Buffer | undefined }>(
    '/invocations',
    { config: { access: { role: 'predictor', models: 'own' }, predicts: true }, schema: schemas.invocations },
    async (request, reply) => {
      const chosen = await choose(request.caller);
      const type = request.headers['content-type'] ?? '';
      const rows = await readRows(request.body ?? Buffer.alloc(0), type, chosen);
      const extras = { ...request.terms, asked: askedBy(request.headers, rows[0]) };
      const { predictions, modelVersion, fallback } = await predictRows(predictor, chosen, rows, extras);
      reply.header('modelwright-version', modelVersion);
      // The body has one field in this protocol.
      if (fallback) reply.header('modelwright-fallback', fallback);
      return sendRows(reply, { predictions }, predictions.length);
    },
  );

  async function choose(caller: Caller): Promise<Resolved> {
    const name = await modelName();
    checkModel(caller, name);
    return predictor.choose(name);
  }

  async function isReady(): Promise<boolean> {
    if (context.state !== 'serving') return false;
    return await choose(anybody).then(
      ({ served }) => !nativeOf(served.model)?.problem,
      () => false,
    );
  }

  async function readRows(body: Buffer, contentType: string, { served }: Resolved): Promise<JsonRow[]> {
    const { inputs } = served.model.signature;
    if (kindOf(contentType) === 'text/csv') return await rowsOfCsv(body, inputs, limits.rows);
    const names = inputs.map(({ name }) => name);
    return await beginTurns(rowsOfBody(await readJsonBody(body), names, limits.rows));
  }
}

const unsupported = `this server takes ${bodies.join(' and ')} in UTF-8, without other parameters of the content type`;

/** The media type; any charset but UTF-8 and any other parameter change what a body means. @throws MEDIA_TYPE_UNSUPPORTED */
function kindOf(contentType: string): string {
  const [kind, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const isPlain = parameters.every((one) => one === '' || /^charset=("?)utf-?8\1$/.test(one));
  if (isPlain && bodies.includes(kind)) return kind;
  throw new ModelwrightError('MEDIA_TYPE_UNSUPPORTED', { value: contentType.slice(0, 100) });
}
