/** F-score with beta = 0.5 of the positive class. */
import { classFScore } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

const fScore = classFScore(0.5);

/** NaN when no row is positive in truth or predictions. */
export const f05Score = defineConfusionMetric({
  name: 'f0_5',
  description: 'F-score of the positive class that counts precision twice as much as recall.',
  tasks: ['binary'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion({ cells }) {
    const [predicted, actual] = [cells[1] + cells[3], cells[2] + cells[3]];
    return predicted + actual > 0 ? fScore(cells[3], predicted, actual) : Number.NaN;
  },
});
