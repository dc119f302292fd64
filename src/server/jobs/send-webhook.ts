/** One attempt to tell a webhook of a job that ended. */
import { nowMs } from '../../core/clock.ts';
import type { Job } from '../../jobs/job-queue.ts';
import { predictionJobOf } from '../../jobs/prediction-job.ts';
import type { Webhook } from '../../jobs/webhooks/open-webhooks.ts';
import { signWebhook } from '../../jobs/webhooks/sign-webhook.ts';
import type { Attempted } from '../../jobs/webhooks/webhook-queue.ts';

/** The receiver says that it wants to hear no more. */
const goneStatus = 410;

/** Tells it within its time. Whatever is not a status from 200 to 299 is refused, redirects among it; what the answer says is not read. */
export async function sendWebhook(webhook: Webhook, job: Job, stop: AbortSignal): Promise<Attempted> {
  const id = deliveryIdOf(job);
  const timestamp = Math.floor(nowMs() / 1000);
  const body = JSON.stringify(predictionJobOf(job));
  try {
    const answer = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(webhook.timeoutMs)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'modelwright',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(webhook.secrets, { id, timestamp, body }),
        'modelwright-webhook': webhook.name,
      },
      body,
    });
    const { status } = answer;
    await answer.body?.cancel().catch(() => {});
    return { status, result: answer.ok ? 'delivered' : status === goneStatus ? 'gone' : 'refused' };
  } catch {
    return { result: stop.aborted ? 'stopped' : 'unreachable' };
  }
}

/** One for each job, because its end is told once. */
function deliveryIdOf({ jobId }: Job): string {
  return jobId.replace(/^job_/, 'delivery_');
}
