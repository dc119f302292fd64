/** What pages call a metric. */

const titles: ReadonlyMap<string, string> = new Map([
  ['roc_auc', 'ROC AUC'],
  ['pr_auc', 'PR AUC'],
  ['roc_auc_ovr', 'ROC AUC, one against rest'],
  ['roc_auc_ovo', 'ROC AUC, one against one'],
  ['roc_auc_ovr_weighted', 'ROC AUC, one against rest, weighted'],
  ['brier', 'Brier score'],
  ['f0_5', 'F0.5'],
  ['f1_macro', 'F1, macro average'],
  ['f1_weighted', 'F1, weighted'],
  ['precision_macro', 'Precision, macro average'],
  ['precision_weighted', 'Precision, weighted'],
  ['recall_macro', 'Recall, macro average'],
  ['mcc', 'Matthews correlation'],
  ['cohen_kappa', 'Cohen’s kappa'],
  ['gini', 'Gini coefficient'],
  ['ks', 'Kolmogorov-Smirnov'],
  ['ece', 'Calibration error, mean'],
  ['mce', 'Calibration error, largest'],
  ['lift_at_10', 'Lift in the top 10 %'],
  ['gain_at_10', 'Gain in the top 10 %'],
  ['top_2_accuracy', 'Top-2 accuracy'],
  ['top_3_accuracy', 'Top-3 accuracy'],
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['medae', 'Median absolute error'],
  ['mape', 'MAPE'],
  ['smape', 'Symmetric MAPE'],
  ['rmsle', 'RMSLE'],
  ['r2', 'R²'],
  ['pinball_10', 'Pinball loss at 0.1'],
  ['pinball_50', 'Pinball loss at 0.5'],
  ['pinball_90', 'Pinball loss at 0.9'],
  ['poisson_deviance', 'Poisson deviance'],
  ['tweedie_deviance', 'Tweedie deviance'],
  ['adjusted_rand', 'Adjusted Rand index'],
  ['davies_bouldin', 'Davies-Bouldin index, lower is better'],
  ['calinski_harabasz', 'Calinski-Harabasz index'],
]);

/** Words that keep their capital inside a sentence. */
const names = ['Brier', 'Matthews', 'Cohen', 'Gini', 'Kolmogorov', 'Poisson', 'Tweedie', 'Davies', 'Calinski'];

/** As a heading; a metric that is not known here gets its wire name, without underscores. */
export function metricTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return titles.get(name) ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** In the middle of a sentence: `accuracy`, but `ROC AUC`. */
export function metricInSentence(name: string): string {
  const title = metricTitle(name);
  const isWord = /^[A-Z][a-z]/.test(title) && !names.some((one) => title.startsWith(one));
  return isWord ? title[0].toLowerCase() + title.slice(1) : title;
}
