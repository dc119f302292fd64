/** Recall as unweighted mean over classes. */
import { classRecall, macroAverage } from '../class-average.ts';
import { defineConfusionMetric } from '../confusion.ts';

/** Equal to scikit-learn with `zero_division=0`. */
export const recallMacroScore = defineConfusionMetric({
  name: 'recall_macro',
  description: 'Recall, unweighted mean over classes.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion: macroAverage(classRecall),
});
