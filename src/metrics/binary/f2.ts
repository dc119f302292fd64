/** F-score with beta = 2 of the positive class. */
import { classFScore } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

const fScore = classFScore(2);

/** NaN when no row is positive in truth or predictions. */
export const f2Score = defineConfusionMetric({
  name: 'f2',
  description: 'F-score of the positive class that counts recall twice as much as precision.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion({ cells }) {
    const [predicted, actual] = [cells[1] + cells[3], cells[2] + cells[3]];
    return predicted + actual > 0 ? fScore(cells[3], predicted, actual) : Number.NaN;
  },
});
