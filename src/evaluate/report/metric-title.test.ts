/** Names of metrics on pages: those that are no plain words, and names of people keep their capitals. */
import { expect, it } from 'vitest';
import { metricInSentence, metricTitle } from './metric-title.ts';

it.each([
  ['roc_auc', 'ROC AUC', 'ROC AUC'],
  ['balanced_accuracy', 'Balanced accuracy', 'balanced accuracy'],
  ['brier', 'Brier score', 'Brier score'],
  ['calinski_harabasz', 'Calinski-Harabasz index', 'Calinski-Harabasz index'],
  ['mean_cost', 'Mean cost', 'mean cost'],
])('%s', (name, title, inSentence) => {
  expect([metricTitle(name), metricInSentence(name)]).toEqual([title, inSentence]);
});
