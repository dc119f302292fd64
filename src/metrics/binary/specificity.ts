/** Recall of the negative class. */
import { defineConfusionMetric } from '../confusion.ts';

/** Share of the negative rows that are predicted negative. NaN without negative rows. */
export const specificityScore = defineConfusionMetric({
  name: 'specificity',
  description: 'Share of the negative rows that are predicted negative.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'wilson',
  ofConfusion: ({ cells }) => cells[0] / (cells[0] + cells[1]),
  proportionOf: ({ cells }) => ({ successes: cells[0], rows: cells[0] + cells[1] }),
});
