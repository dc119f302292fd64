/** `POST /v1/models/{name}/jobs` and `/v1/jobs`: predictions of many rows that nobody waits for on an open connection. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { mayUse } from '../../access/check-access.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { type Job, JobQueue } from '../../jobs/job-queue.ts';
import { predictionJobOf, submitPredictionJob } from '../../jobs/prediction-job.ts';
import type { Webhooks } from '../../jobs/webhooks/open-webhooks.ts';
import { WebhookQueue } from '../../jobs/webhooks/webhook-queue.ts';
import { type DeclaredServing, defaultServing } from '../../serve/repository/declared-serving.ts';
import { JobFiles } from '../../store/job-files.ts';
import { errorsOf } from '../error-statuses.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { jobAnswer, jobParameters, jobQuery, jobsAnswer, readJobQuery } from '../jobs/schemas.ts';
import { WebhookRunner } from '../jobs/webhook-runner.ts';
import { modelParameters } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';
import { lineAnswer, lineRow } from '../streaming/schemas.ts';

const lines = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];
const csv = 'text/csv';
/** Bytes of a result that are read at once: thousands of clients may take their time. */
const resultBytes = 16 * 1024;
/** Jobs that a list shows. */
const mostShown = 1_000;

interface Named {
  readonly id: string;
}

/** Adds the routes to a scope of their own, which reads other bodies; runs jobs and tells webhooks of their end while the server is open. */
export async function jobRoutes(app: FastifyInstance, context: ServerContext, webhooks: Webhooks): Promise<void> {
  const { store, predictor, limits, report, siblings, metrics } = context;
  const queue = new JobQueue(store);
  const toTell = new WebhookQueue(store);
  const files = new JobFiles(store.home);
  const { jobsAtOnce: most, jobKeepMs: keepMs } = limits;
  const mayRun = () => siblings.runsJobs;
  const servingOf = (job: Job): DeclaredServing | undefined => {
    const { model } = predictionJobOf(job);
    const native = context.nativeOf(model);
    return native && { ...defaultServing, models: { [model]: { native } } };
  };
  const teller = new WebhookRunner({
    queue: toTell,
    webhooks: webhooks.ready,
    mayRun,
    count: (webhook, result, times) => metrics.countWebhook(webhook, result, times),
    report,
  });
  const onEnded = () => teller.look();
  const runner = new JobRunner({ store, queue, files, most, keepMs, mayRun, servingOf, onEnded, report });
  context.lookForJobs = () => {
    runner.look();
    teller.look();
  };
  app.addHook('onReady', async () => {
    runner.start();
    teller.start();
  });
  app.addHook('onClose', async () => {
    await teller.close();
    await runner.close();
  });
  let arriving = 0;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...lines, csv], (_, body, done) => done(null, body));

  app.post<{ Params: { name: string }; Body: Readable | undefined }>(
    '/v1/models/:name/jobs',
    {
      config: { streamed: true, access: { role: 'predictor' } },
      schema: {
        operationId: 'submitJob',
        summary: 'Take in rows to be predicted later by the version that answers now; every prediction is logged.',
        tags: ['jobs'],
        consumes: [...lines, csv],
        params: modelParameters,
        querystring: jobQuery,
        body: lineRow,
        response: {
          202: { description: 'The job, which waits for its turn.', ...jobAnswer },
          ...errorsOf(404, 413, 415, 422, 500, 503, 507),
        },
      },
    },
    async (request, reply) => {
      const { coverage, webhook } = readJobQuery(request.query);
      if (webhook !== undefined) webhooks.require(webhook);
      if (arriving >= limits.streams) {
        reply.header('retry-after', '1');
        throw new ModelwrightError('SERVER_BUSY', { what: 'uploads', limit: limits.streams });
      }
      arriving++;
      try {
        const { version } = await predictor.choose(request.params.name);
        // A body that is left is not destroyed, because its connection still carries the answer.
        const body = (request.body ?? Readable.from([])).iterator({ destroyOnReturn: false });
        const job = await submitPredictionJob(
          { queue, files },
          {
            version,
            body,
            format: request.headers['content-type']?.startsWith(csv) ? 'csv' : 'ndjson',
            coverage,
            webhook,
            mostBytes: limits.jobBytes,
            mostOpen: limits.jobs,
            check() {
              if (!request.caller.isStillGood()) throw new ModelwrightError('CREDENTIALS_INVALID', {});
            },
          },
        );
        siblings.ask({ kind: 'look' }).catch(report);
        return reply.code(202).header('location', `/v1/jobs/${job.jobId}`).send(job);
      } catch (error) {
        // What is left of the body is not waited for.
        if (!request.raw.complete) reply.header('connection', 'close');
        throw error;
      } finally {
        arriving--;
      }
    },
  );
  app.get(
    '/v1/jobs',
    {
      config: { access: { role: 'predictor', models: 'own' } },
      schema: {
        operationId: 'listJobs',
        summary: 'Jobs of the models that the caller may use, the newest first.',
        tags: ['jobs'],
        response: { 200: { description: 'Jobs.', ...jobsAnswer } },
      },
    },
    async ({ caller }) => {
      const jobs = await queue.list(mostShown, ({ subject }) => mayUse(caller, subject));
      return { jobs: jobs.map(predictionJobOf) };
    },
  );
  app.get<{ Params: Named }>(
    '/v1/jobs/:id',
    {
      config: { access: { role: 'predictor', models: 'own' } },
      schema: {
        operationId: 'showJob',
        summary: 'How far a job is.',
        tags: ['jobs'],
        params: jobParameters,
        response: { 200: { description: 'The job.', ...jobAnswer }, ...errorsOf(404) },
      },
    },
    async ({ params, caller }) => predictionJobOf(await ownJob(params.id, caller)),
  );
  app.post<{ Params: Named }>(
    '/v1/jobs/:id/cancel',
    {
      config: { access: { role: 'predictor', models: 'own' } },
      schema: {
        operationId: 'cancelJob',
        summary: 'Stop a job that waits or runs; one that has ended stays as it is.',
        tags: ['jobs'],
        params: jobParameters,
        response: { 200: { description: 'The job.', ...jobAnswer }, ...errorsOf(404) },
      },
    },
    async ({ params, caller }) => {
      const { jobId } = await ownJob(params.id, caller);
      const job = await queue.cancel(jobId);
      siblings.ask({ kind: 'look' }).catch(report);
      return predictionJobOf(job);
    },
  );
  app.post<{ Params: Named }>(
    '/v1/jobs/:id/tell',
    {
      config: { access: { role: 'operator', models: 'own' } },
      schema: {
        operationId: 'tellOfJob',
        summary: 'Tell the webhook of a job that has ended again, with the message id that it knows.',
        tags: ['jobs'],
        params: jobParameters,
        response: { 200: { description: 'The job.', ...jobAnswer }, ...errorsOf(404, 409, 500) },
      },
    },
    async ({ params, caller }) => {
      const { jobId, webhook } = await ownJob(params.id, caller);
      if (webhook) webhooks.require(webhook.name);
      const job = await toTell.tellAgain(jobId);
      siblings.ask({ kind: 'look' }).catch(report);
      return predictionJobOf(job);
    },
  );
  app.get<{ Params: Named }>(
    '/v1/jobs/:id/result',
    {
      config: { access: { role: 'predictor', models: 'own' } },
      schema: {
        operationId: 'jobResult',
        summary: 'The answers of a job that is done.',
        tags: ['jobs'],
        params: jobParameters,
        response: {
          200: {
            description: 'A line for each row, in order: the answer, or what is wrong with the row.',
            content: { [lines[0]]: { schema: lineAnswer } },
          },
          ...errorsOf(404, 409),
        },
      },
    },
    async ({ params, caller }, reply) => {
      const { jobId, state } = await ownJob(params.id, caller);
      if (state !== 'done') throw new ModelwrightError('JOB_UNFINISHED', { job: jobId, state });
      return reply.type(lines[0]).send(files.read(jobId, 'output', resultBytes));
    },
  );

  /** A job of a model that the caller may use. @throws JOB_NOT_FOUND for those of other models as for those that nobody has */
  async function ownJob(jobId: string, caller: Caller): Promise<Job> {
    const job = await queue.get(jobId);
    if (!mayUse(caller, job.subject)) throw new ModelwrightError('JOB_NOT_FOUND', { job: jobId });
    return job;
  }
}
