/** Tells webhooks of jobs that ended: each webhook of one job after the other, and none waits for another that is slow. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Webhook } from '../../jobs/webhooks/open-webhooks.ts';
import type { WebhookQueue } from '../../jobs/webhooks/webhook-queue.ts';
import { sendWebhook } from './send-webhook.ts';

export interface WebhookRunnerOptions {
  readonly queue: WebhookQueue;
  /** Those that can be told, by name; jobs that name others wait. */
  readonly webhooks: ReadonlyMap<string, Webhook>;
  /** Asked at every look: false leaves the work to another process of the server. */
  readonly mayRun: () => boolean;
  readonly count: (webhook: string, result: WebhookResult, times: number) => void;
  readonly report: (error: unknown) => void;
}

/** What an attempt was counted as; `given_up` stands beside the result of the last one. */
export type WebhookResult = 'delivered' | 'refused' | 'unreachable' | 'given_up';

const lookMs = 1_000;

export class WebhookRunner {
  readonly #options: WebhookRunnerOptions;
  readonly #telling = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: WebhookRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    const { webhooks, count } = this.#options;
    if (webhooks.size === 0) return;
    // A series that begins at 0 shows its first increase, which alerts wait for.
    for (const name of webhooks.keys()) count(name, 'given_up', 0);
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
    this.look();
  }

  /** Looks now for jobs to be told of. */
  look(): void {
    if (this.#timer === undefined) return;
    this.#looking = this.#looking.then(() => this.#begin()).catch(this.#options.report);
  }

  /** Breaks off what is being told, for the next server to tell it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#looking;
    await Promise.all(this.#telling.values());
  }

  async #begin(): Promise<void> {
    const { queue, webhooks, mayRun, report } = this.#options;
    if (this.#stop.signal.aborted || !mayRun()) return;
    for (const name of await queue.dueNames()) {
      const webhook = webhooks.get(name);
      if (!webhook || this.#telling.has(name)) continue;
      const told = this.#tell(webhook)
        .catch(report)
        .finally(() => this.#telling.delete(name));
      this.#telling.set(name, told);
    }
  }

  /** Until nothing is due. */
  async #tell(webhook: Webhook): Promise<void> {
    const { queue, count, report } = this.#options;
    const { name } = webhook;
    count(name, 'given_up', await queue.giveUp(webhook));
    while (!this.#stop.signal.aborted) {
      const job = await queue.claim(webhook);
      if (!job) return;
      const attempted = await sendWebhook(webhook, job, this.#stop.signal);
      const state = await queue.settle(job, webhook, attempted);
      const { result, status } = attempted;
      if (result !== 'stopped') count(name, result === 'gone' ? 'refused' : result, 1);
      if (state !== 'failed') continue;
      count(name, 'given_up', 1);
      const answer = status === undefined ? 'no answer' : `status ${status}`;
      report(new ModelwrightError('WEBHOOK_GIVEN_UP', { webhook: name, job: job.jobId, answer }));
    }
  }
}
