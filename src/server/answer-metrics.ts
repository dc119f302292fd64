/** Answers that were cut off because their clients did not take them. */
import { Counter, type Registry } from 'prom-client';

/** Adds the figure to a registry. @returns the counter, by reason */
export function answerMetrics(registry: Registry): Counter<'reason'> {
  return new Counter({
    name: 'modelwright_answers_cut_total',
    help: 'Answers cut off because their clients did not take them: stalled for too long, or the most stalled when all together held too much.',
    labelNames: ['reason'],
    registers: [registry],
  });
}
