/** Area under the ROC curve of each pair of classes. */
import { defineMetric } from '../metric.ts';
import { rankedAuc, rankingOf } from '../ranking.ts';

/**
 * Mean over pairs of classes that occur in the truth, on the rows of the pair alone, by either class's probability (Hand and
 * Till 2001). NaN when fewer than two occur.
 */
export const rocAucOvoScore = defineMetric({
  name: 'roc_auc_ovo',
  description: 'Area under the ROC curve of each pair of classes, unweighted mean over pairs.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  needs: 'probabilities',
  interval: 'bootstrap',
  compute({ yTrue, predictions, nClasses, sampleWeight }) {
    const { probabilities } = predictions;
    if (!probabilities) return Number.NaN;
    const rowsOf = Array.from({ length: nClasses }, (): number[] => []);
    for (let i = 0; i < yTrue.length; i++) if (sampleWeight?.[i] !== 0) rowsOf[yTrue[i]].push(i);
    let sum = 0;
    let pairs = 0;
    for (let a = 0; a < nClasses; a++) {
      for (let b = a + 1; b < nClasses; b++) {
        if (rowsOf[a].length === 0 || rowsOf[b].length === 0) continue;
        const rows = [...rowsOf[a], ...rowsOf[b]];
        const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
        const weights = sampleWeight && pick(sampleWeight);
        for (const code of [a, b]) {
          const ranking = rankingOf(pick(probabilities[code]), pick(yTrue), code);
          sum += ranking ? rankedAuc(ranking, weights) / 2 : Number.NaN;
        }
        pairs++;
      }
    }
    return sum / pairs;
  },
});
