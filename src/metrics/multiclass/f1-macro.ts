/** F1 as unweighted mean over classes. */
import { classFScore, macroAverage } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Equal to scikit-learn with `zero_division=0`. */
export const f1MacroScore = defineConfusionMetric({
  name: 'f1_macro',
  description: 'F1, unweighted mean over classes.',
  tasks: ['binary', 'multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion: macroAverage(classFScore(1)),
});
