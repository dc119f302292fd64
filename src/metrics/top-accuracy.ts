/** Share of rows whose class is among the k most probable ones. */
import type { Metric, Outcomes } from './metric.ts';
import { defineRowMean } from './row-mean.ts';

/** Of equal probabilities the higher class code ranks first, as in scikit-learn's `top_k_accuracy_score`. */
export function topAccuracy(k: number): Metric {
  const perRow = ({ yTrue, predictions, nClasses }: Outcomes): Float64Array => {
    const { probabilities } = predictions;
    const rows = new Float64Array(yTrue.length);
    if (!probabilities || nClasses <= k) return rows.fill(Number.NaN);
    for (let i = 0; i < rows.length; i++) {
      const own = probabilities[yTrue[i]][i];
      let ahead = 0;
      for (let code = 0; code < nClasses; code++) {
        const other = probabilities[code][i];
        if (other > own || (other === own && code > yTrue[i])) ahead++;
      }
      rows[i] = Number.isNaN(own) ? Number.NaN : ahead < k ? 1 : 0;
    }
    return rows;
  };
  return defineRowMean({
    name: `top_${k}_accuracy`,
    description: `Share of the rows whose class is among the ${k} most probable ones.`,
    tasks: ['multiclass'],
    direction: 'maximize',
    bounds: [0, 1],
    needs: 'probabilities',
    interval: 'wilson',
    perRow,
    proportion(outcomes) {
      let successes = 0;
      for (const hit of perRow(outcomes)) successes += hit;
      return { successes, rows: outcomes.yTrue.length };
    },
  });
}
