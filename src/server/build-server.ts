/** The HTTP server: routes over a store, errors in one shape, limits on what a client may ask. Anything not listed is refused. */
import swagger from '@fastify/swagger';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { AccessInput } from '../access/access-settings.ts';
import { ModelwrightError } from '../core/errors.ts';
import { openWebhooks } from '../jobs/webhooks/open-webhooks.ts';
import type { DeclaredServing } from '../serve/repository/declared-serving.ts';
import type { Store } from '../store/open-store.ts';
import { guardRoutes } from './access/guard-routes.ts';
import { admitRequests } from './admit-requests.ts';
import type { SiblingsOf } from './cluster/siblings.ts';
import { limitConnections } from './connection-limits.ts';
import { openDailyPrune } from './daily-prune.ts';
import { errorBody, replyError, replyToBrokenRequest } from './error-reply.ts';
import { repositoryRoutes } from './inference/repository-routes.ts';
import { inferenceRoutes } from './inference/routes.ts';
import { readJsonBody } from './json-body.ts';
import { KnownRoutes } from './known-routes.ts';
import { endLateRequests } from './late-requests.ts';
import { mlflowRoutes } from './mlflow/routes.ts';
import { observeRequests } from './observe/observe-requests.ts';
import { openRequestIds, requestIdHeader } from './observe/request-ids.ts';
import type { ServerLog } from './observe/server-log.ts';
import { openTextLog } from './observe/text-log.ts';
import { openContext } from './open-context.ts';
import { securityOf, securitySchemes } from './openapi/common-parts.ts';
import { describeRoutes } from './openapi/describe-routes.ts';
import { boundBodies } from './receiving/bound-bodies.ts';
import { defaultLimits, maxHeaderBytes, type RequestLimits } from './request-limits.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { labelsRoute } from './routes/labels.ts';
import { modelOpenapiRoute } from './routes/model-openapi.ts';
import { modelRoutes } from './routes/models.ts';
import { predictRoute } from './routes/predict.ts';
import { predictStreamRoute } from './routes/predict-stream.ts';
import { studyRoutes } from './routes/studies.ts';
import { watchAnswers } from './sending/watch-answers.ts';
import type { ServerContext } from './server-context.ts';

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Resolves when the models of the registry are loaded, those that can be. */
    modelsLoaded(): Promise<void>;
    /** What the routes share, for a protocol that is no HTTP. */
    readonly context: ServerContext;
  }
}

export interface ServerOptions {
  /** Stays open until the server is closed, and belongs to the caller. */
  readonly store: Store;
  readonly limits?: Partial<RequestLimits>;
  /** Who may use the server; default: everybody who reaches it. */
  readonly access?: AccessInput;
  /** Model that answers on the routes of MLflow's scoring server; default: the only one. */
  readonly mlflowModel?: string;
  /** Which models and versions are served; default: all of the registry. */
  readonly serving?: DeclaredServing;
  /** Default: problems as text on standard error. Closed with the server. */
  readonly log?: ServerLog;
  /** The other processes of the same server; default: there are none. */
  readonly siblings?: SiblingsOf;
}

/**
 * Builds the server; `listen` or `inject` start it. Models are loaded while it is already alive: /healthz/ready tells when they are.
 * `close` finishes requests in flight, then flushes the prediction log.
 */
export function buildServer({
  store,
  limits: chosen,
  access,
  mlflowModel,
  serving,
  log = openTextLog(),
  siblings,
}: ServerOptions): FastifyInstance {
  const limits: RequestLimits = { ...defaultLimits, ...chosen };
  const requestIds = openRequestIds();
  const app = fastify({
    logger: false,
    genReqId: ({ headers }) => requestIds(headers[requestIdHeader]),
    bodyLimit: limits.bodyBytes,
    // Requests that do not arrive in time are ended by `endLateRequests`, which lets streams be.
    requestTimeout: 0,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: limits.connectionRequests,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: maxHeaderBytes,
    },
    // Requests that arrive on open connections while the server closes are still answered, with `Connection: close`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1024 },
    schemaController: { compilersFactory: schemasDocument },
    clientErrorHandler: replyToBrokenRequest,
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
  });
  const context = openContext({ store, limits, access, serving, log, requestIds, siblings });
  const { resolver, rollouts, metrics, guard } = context;
  const webhooks = openWebhooks(serving?.webhooks ?? {}, process.env);
  for (const problem of webhooks.problems) log.problem(problem);
  const dailyPrune = openDailyPrune(store, (error) => log.problem(error));
  const routes = new KnownRoutes();

  function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const contentType = request.headers['content-type'];
    const { url, caller } = request;
    const answer = replyError(error, { url, caller, contentType, bodyBytes: limits.bodyBytes });
    request.failure = answer.code;
    if (answer.code === 'INTERNAL') log.problem(error);
    return reply.code(answer.http).type('application/json; charset=utf-8').send(errorBody(answer));
  }

  observeRequests(app, { metrics, log });
  limitConnections(app, limits);
  guardRoutes(app, guard);
  endLateRequests(app, limits);
  admitRequests(app, context);
  boundBodies(app, context.bodies);
  readJsonOnly(app);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0];
    const methods = routes.methodsOf(path);
    const route = path.slice(0, 200);
    if (!methods) throw new ModelwrightError('ROUTE_NOT_FOUND', { route: `${request.method} ${route}` });
    reply.header('allow', methods.join(', '));
    throw new ModelwrightError('METHOD_NOT_ALLOWED', { route, method: request.method, available: methods.join(', ') });
  });
  app.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (context.state === 'stopping') reply.header('connection', 'close');
    done();
  });
  watchAnswers(app, context.unsent, (reason) => metrics.countCutAnswer(reason));
  let starting: Promise<void> = Promise.resolve();
  app.decorate('modelsLoaded', () => starting);
  app.decorate('context', context);
  app.addHook('onReady', (done) => {
    starting = resolver.start().then(async () => {
      await rollouts.start();
      if (context.state !== 'starting') return;
      context.state = 'serving';
      dailyPrune.start();
      log.state('serving');
    });
    done();
  });
  app.addHook('preClose', (done) => {
    context.state = 'stopping';
    log.state('stopping');
    done();
  });
  app.addHook('onClose', async () => {
    await starting;
    await dailyPrune.close();
    await rollouts.close();
    await resolver.close();
    metrics.close();
    await store.predictions.flush();
    await log.close();
  });

  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'modelwright',
        version: '1',
        description: 'Predictions of registered models, labels that arrive later, and stored studies to look at.',
      },
      tags: [
        { name: 'models' },
        { name: 'open inference protocol' },
        { name: 'mlflow' },
        { name: 'jobs' },
        { name: 'labels' },
        { name: 'studies' },
        { name: 'health' },
      ],
      components: { securitySchemes: securitySchemes(guard.ways) },
      security: securityOf(guard.ways),
    },
    transform: describeRoutes(guard.ways, limits),
  });
  app.register(async (scope) => {
    predictRoute(scope, context);
    modelRoutes(scope, context);
    modelOpenapiRoute(scope, context);
    labelsRoute(scope, context);
    studyRoutes(scope, context);
    healthRoutes(scope, context);
  });
  app.register((scope) => inferenceRoutes(scope, context));
  app.register((scope) => repositoryRoutes(scope, context));
  app.register((scope) => predictStreamRoute(scope, context));
  app.register((scope) => jobRoutes(scope, context, webhooks));
  app.register((scope) => mlflowRoutes(scope, context, mlflowModel));
  return app;
}

/**
 * Bodies are checked by code that names rows and columns, answers are made by this program: the schemas document both. Named here, so that
 * the usual compilers are not even loaded. The cast is there because Fastify's types know no validator but Ajv's.
 */
const schemasDocument: Compilers = {
  buildValidator: (() => () => () => true) as unknown as Compilers['buildValidator'],
  buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
};

/** Leaves one kind of body: JSON, not compressed. */
function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_, bytes, done) => {
    try {
      const body = readJsonBody(bytes);
      if (body instanceof Promise) body.then((read) => done(null, read), done);
      else done(null, body);
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('onRequest', (request, reply, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return done();
    reply.header('connection', 'close');
    done(new ModelwrightError('MEDIA_TYPE_UNSUPPORTED', { value: `content encoding ${encoding.slice(0, 100)}` }));
  });
}
