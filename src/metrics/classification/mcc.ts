/** Matthews correlation coefficient. */
import { actualTotals, defineConfusionMetric, hits, predictedTotals, total } from '../confusion.ts';

/**
 * Correlation of truth and prediction over the whole confusion matrix (Gorodkin 2004 for many classes). 0 when every row is
 * predicted as one class, as in scikit-learn; NaN when the truth holds one class only.
 */
export const mccScore = defineConfusionMetric({
  name: 'mcc',
  description: 'Matthews correlation coefficient: correlation of truth and prediction, 0 without skill.',
  tasks: ['binary', 'multiclass'],
  direction: 'maximize',
  bounds: [-1, 1],
  interval: 'bca',
  ofConfusion(confusion) {
    const [hit, predicted, actual] = [hits(confusion), predictedTotals(confusion), actualTotals(confusion)];
    const n = total(confusion);
    // In shares of n, so that the products of millions of rows stay exact enough and small.
    let agreed = 0;
    let ofPredicted = 0;
    let ofActual = 0;
    for (let k = 0; k < confusion.nClasses; k++) {
      agreed += hit[k] * n - predicted[k] * actual[k];
      ofPredicted += predicted[k] * (n - predicted[k]);
      ofActual += actual[k] * (n - actual[k]);
    }
    if (!(ofActual > 0)) return Number.NaN;
    if (!(ofPredicted > 0)) return 0;
    return Math.max(-1, Math.min(1, agreed / Math.sqrt(ofPredicted) / Math.sqrt(ofActual)));
  },
});
