/** Jobs of the state folder of this machine, which a server of it works through. */
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireWanted } from '../../core/checkpoint.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { jobLimits } from '../../jobs/job-limits.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { predictionJobOf, submitPredictionJob } from '../../jobs/prediction-job.ts';
import { type DeclaredWebhooks, requireWebhook } from '../../jobs/webhooks/declared-webhooks.ts';
import { WebhookQueue } from '../../jobs/webhooks/webhook-queue.ts';
import { JobFiles } from '../../store/job-files.ts';
import type { Store } from '../../store/open-store.ts';
import { resolveModel } from '../../tracking/registry.ts';
import { hasEnded, type JobDesk } from './job-desk.ts';
import { requireRowsFile } from './rows-file.ts';

const mostShown = 1_000;
const lookMs = 250;

export function localJobs(store: Store, webhooks: DeclaredWebhooks): JobDesk {
  const queue = new JobQueue(store);
  const files = new JobFiles(store.home);
  return {
    async submit({ model, source, format, coverage, webhook }) {
      if (webhook !== undefined) requireWebhook(webhooks, webhook);
      const version = await resolveModel(store, model);
      await requireRowsFile(source);
      const { bytes: mostBytes, open: mostOpen } = jobLimits;
      const body = createReadStream(source);
      return await submitPredictionJob(
        { queue, files },
        { version, body, format, coverage, webhook, mostBytes, mostOpen },
      );
    },
    list: async () => (await queue.list(mostShown)).map(predictionJobOf),
    show: async (jobId) => predictionJobOf(await queue.get(jobId)),
    async wait(jobId, hear, signal) {
      for (;;) {
        const job = predictionJobOf(await queue.get(jobId));
        hear(job);
        if (hasEnded(job)) return job;
        requireWanted(signal, `waiting for job ${jobId}`);
        await sleep(lookMs, undefined, { signal }).catch(() => {});
      }
    },
    cancel: async (jobId) => predictionJobOf(await queue.cancel(jobId)),
    async tell(jobId) {
      const { webhook } = await queue.get(jobId);
      if (webhook) requireWebhook(webhooks, webhook.name);
      return predictionJobOf(await new WebhookQueue(store).tellAgain(jobId));
    },
    async *results(jobId, signal) {
      const { state } = await queue.get(jobId);
      if (state !== 'done') throw new ModelwrightError('JOB_UNFINISHED', { job: jobId, state });
      for await (const piece of files.read(jobId, 'output')) {
        requireWanted(signal, `reading job ${jobId}`);
        yield piece as Buffer;
      }
    },
  };
}
