/** F-score with beta = 1 of the positive class. */
import { classFScore } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

const fScore = classFScore(1);

/** NaN when no row is positive in truth or predictions. */
export const f1Score = defineConfusionMetric({
  name: 'f1',
  description: 'Harmonic mean of precision and recall of the positive class.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion({ cells }) {
    const [predicted, actual] = [cells[1] + cells[3], cells[2] + cells[3]];
    return predicted + actual > 0 ? fScore(cells[3], predicted, actual) : Number.NaN;
  },
});
