/** Precision as unweighted mean over classes. */
import { classPrecision, macroAverage } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Equal to scikit-learn with `zero_division=0`. */
export const precisionMacroScore = defineConfusionMetric({
  name: 'precision_macro',
  description: 'Precision, unweighted mean over classes.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion: macroAverage(classPrecision),
});
