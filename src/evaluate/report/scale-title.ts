/** The scale of contributions in words. */
import type { ReportReliance } from '../report-data.ts';

const titles: Readonly<Record<ReportReliance['scale'], string>> = {
  value: 'the prediction',
  log: 'the logarithm of the prediction',
  probability: 'the probability',
  log_odds: 'the log-odds',
  softmax: 'the score before the softmax',
  raw: "the model's own score",
};

/** `the log-odds of “yes”`, for the middle of a sentence. */
export function scaleTitle({ scale, of }: Pick<ReportReliance, 'scale' | 'of'>): string {
  return of === undefined ? titles[scale] : `${titles[scale]} of “${of}”`;
}

const ways: Readonly<Record<ReportReliance['method'], string>> = {
  tree: 'read from its trees, exactly (TreeSHAP)',
  linear: 'read from its coefficients, exactly (linear SHAP)',
  ensemble: 'the weighted mean of the values of its members, which are exact',
  exact: 'found by asking it about every combination of columns, exactly',
  permutation: 'estimated by asking it with columns exchanged in random orders (permutation SHAP)',
  kernel: 'estimated by a weighted regression on combinations of columns (kernel SHAP)',
};

/** How values were found, for the end of a sentence. */
export function wayTitle({ method, permutations }: Pick<ReportReliance, 'method' | 'permutations'>): string {
  return permutations === undefined ? ways[method] : `${ways[method]}, ${permutations} a row`;
}
