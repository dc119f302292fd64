/** Brier score. */
import { defineRowMean } from '../row-mean.ts';

/**
 * Binary: mean squared distance of the positive class's probability to 0 or 1, at most 1. Multiclass: squared distances summed
 * over classes, at most 2 (Brier 1950; scikit-learn's `brier_score_loss`).
 */
export const brierLoss = defineRowMean({
  name: 'brier',
  description: 'Brier score: mean squared error of the probabilities.',
  tasks: ['binary', 'multiclass'],
  direction: 'minimize',
  bounds: [0, 2],
  needs: 'probabilities',
  interval: 'bca',
  perRow({ yTrue, predictions, nClasses }) {
    const { probabilities } = predictions;
    const rows = new Float64Array(yTrue.length);
    if (!probabilities) return rows.fill(Number.NaN);
    for (let k = 0; k < nClasses; k++) {
      for (let i = 0; i < rows.length; i++) {
        const distance = (yTrue[i] === k ? 1 : 0) - probabilities[k][i];
        rows[i] += distance * distance;
      }
    }
    return nClasses === 2 ? rows.map((row) => row / 2) : rows;
  },
});
