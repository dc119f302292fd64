/** What became of telling webhooks. */
import { Counter, type Registry } from 'prom-client';

/** Adds the figure to a registry. @returns the counter, by webhook and result */
export function webhookMetrics(registry: Registry): Counter<'webhook' | 'result'> {
  return new Counter({
    name: 'modelwright_webhook_attempts_total',
    help: 'Attempts to tell a webhook of a job that ended: delivered, refused by a status, or unreachable; given_up counts jobs that it is told of no more.',
    labelNames: ['webhook', 'result'],
    registers: [registry],
  });
}
