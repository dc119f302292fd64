/** Precision as mean over classes weighted by their rows. */
import { classPrecision, weightedAverage } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Equal to scikit-learn with `zero_division=0`. */
export const precisionWeightedScore = defineConfusionMetric({
  name: 'precision_weighted',
  description: 'Precision, mean over classes weighted by their rows.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion: weightedAverage(classPrecision),
});
