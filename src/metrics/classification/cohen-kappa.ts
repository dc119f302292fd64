/** Cohen's kappa. */
import { actualTotals, defineConfusionMetric, hits, predictedTotals, total } from '../confusion.ts';

/** Agreement of truth and prediction beyond chance. NaN when both hold the same one class only. */
export const cohenKappaScore = defineConfusionMetric({
  name: 'cohen_kappa',
  description: "Cohen's kappa: agreement of truth and prediction beyond chance.",
  tasks: ['binary', 'multiclass'],
  direction: 'maximize',
  bounds: [-1, 1],
  interval: 'bca',
  ofConfusion(confusion) {
    const [hit, predicted, actual] = [hits(confusion), predictedTotals(confusion), actualTotals(confusion)];
    const n = total(confusion);
    let agreed = 0;
    let byChance = 0;
    for (let k = 0; k < confusion.nClasses; k++) {
      agreed += hit[k] * n;
      byChance += predicted[k] * actual[k];
    }
    return n * n - byChance > 0 ? (agreed - byChance) / (n * n - byChance) : Number.NaN;
  },
});
