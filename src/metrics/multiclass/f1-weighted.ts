/** F1 as mean over classes weighted by their rows. */
import { classFScore, weightedAverage } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Equal to scikit-learn with `zero_division=0`. */
export const f1WeightedScore = defineConfusionMetric({
  name: 'f1_weighted',
  description: 'F1, mean over classes weighted by their rows.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion: weightedAverage(classFScore(1)),
});
