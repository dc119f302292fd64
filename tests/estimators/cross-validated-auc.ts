/** How well a pipeline tells two classes on rows that it did not learn from. */
import { fitEstimator, predictWith } from '../../src/estimators/fit.ts';
import '../../src/estimators/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { metricByName } from '../../src/metrics/index.ts';
import { type Table, takeRows } from '../../src/table/table.ts';

/** ROC AUC of a logistic regression after the given steps, over five folds. @param y 0 and 1 in turns, so that folds have as many of each. */
export function crossValidatedAuc(table: Table, y: Float64Array, steps: readonly object[] = []): number {
  const all = Array.from(y.keys());
  const scores = new Float64Array(y.length);
  for (let fold = 0; fold < 5; fold++) {
    const held = all.filter((row) => Math.floor(row / 2) % 5 === fold);
    const others = all.filter((row) => Math.floor(row / 2) % 5 !== fold);
    const spec = { name: 'pipeline', params: { steps: [...steps, { name: 'logistic' }] } };
    const input = { X: takeRows(table, others), y: Float64Array.from(others, (row) => y[row]), nClasses: 2 };
    const fitted = fitEstimator(spec, { ...input, task: 'binary' }, { rng: createRng(fold) });
    const { probabilities } = predictWith(fitted, takeRows(table, held));
    for (const [i, row] of held.entries()) scores[row] = probabilities![1][i];
  }
  const predictions = { values: scores, probabilities: [scores.map((score) => 1 - score), scores] };
  return metricByName('roc_auc').compute({ yTrue: y, predictions, nClasses: 2 });
}
