/** Precision of the positive class. */
import { classPrecision } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Share of the rows predicted positive that are positive; 0 when no row is predicted positive, as in scikit-learn. */
export const precisionScore = defineConfusionMetric({
  name: 'precision',
  description: 'Share of the rows predicted positive that are positive.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'wilson',
  ofConfusion: ({ cells }) => classPrecision(cells[3], cells[1] + cells[3], cells[2] + cells[3]),
  proportionOf: ({ cells }) => ({ successes: cells[3], rows: cells[1] + cells[3] }),
});
