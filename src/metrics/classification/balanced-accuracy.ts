/** Mean recall of the classes. */
import { actualTotals, defineConfusionMetric, hits } from '../confusion.ts';

/** Mean recall over the classes that occur in the truth: chance level is 1 / classes however rare a class is. */
export const balancedAccuracyScore = defineConfusionMetric({
  name: 'balanced_accuracy',
  description: 'Mean over classes of the share of their rows that is predicted right.',
  tasks: ['binary', 'multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  interval: 'bca',
  ofConfusion(confusion) {
    const [hit, actual] = [hits(confusion), actualTotals(confusion)];
    let recalls = 0;
    let present = 0;
    for (let k = 0; k < confusion.nClasses; k++) {
      if (actual[k] === 0) continue;
      recalls += hit[k] / actual[k];
      present++;
    }
    return recalls / present;
  },
});
