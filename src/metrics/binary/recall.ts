/** Recall of the positive class. */
import { defineConfusionMetric } from '../confusion.ts';

/** Share of the positive rows that are predicted positive (sensitivity). NaN without positive rows. */
export const recallScore = defineConfusionMetric({
  name: 'recall',
  description: 'Share of the positive rows that are predicted positive.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'wilson',
  ofConfusion: ({ cells }) => cells[3] / (cells[2] + cells[3]),
  proportionOf: ({ cells }) => ({ successes: cells[3], rows: cells[2] + cells[3] }),
});
