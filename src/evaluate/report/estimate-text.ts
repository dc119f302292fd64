/** Scores in words and figures: what a metric is called, and how a value with its interval is printed. */
import { type Html, html } from '../../report/html.ts';
import { decimalsFor, formatFixed, formatNumber } from '../../report/number-format.ts';
import type { ReportEstimate, ReportInterval } from '../report-data.ts';

const titles: ReadonlyMap<string, string> = new Map([
  ['roc_auc', 'ROC AUC'],
  ['pr_auc', 'PR AUC'],
  ['log_loss', 'Log loss'],
  ['brier', 'Brier score'],
  ['accuracy', 'Accuracy'],
  ['balanced_accuracy', 'Balanced accuracy'],
  ['precision', 'Precision'],
  ['recall', 'Recall'],
  ['f1', 'F1'],
  ['f1_macro', 'F1, macro average'],
  ['f1_micro', 'F1, micro average'],
  ['f1_weighted', 'F1, weighted'],
  ['roc_auc_ovr', 'ROC AUC, one against rest'],
  ['mcc', 'Matthews correlation'],
  ['ece', 'Calibration error'],
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['r2', 'R²'],
]);

/** How a page calls a metric; an unknown one keeps its wire name, without underscores. */
export function metricTitle(name: string): string {
  return titles.get(name) ?? name.replaceAll('_', ' ');
}

/** In the middle of a sentence: `accuracy`, but `ROC AUC`. */
export function metricInSentence(name: string): string {
  const title = metricTitle(name);
  return /^[A-Z][a-z]+( |$)/.test(title) && !title.startsWith('Brier') && !title.startsWith('Matthews')
    ? title[0].toLowerCase() + title.slice(1)
    : title;
}

/** The value alone, as exact as its interval deserves. */
export function valueText({ value, ci }: ReportEstimate): string {
  if (value === null) return '–';
  if (ci === null) return formatNumber(value, Math.abs(value) < 1 ? 3 : 4);
  return formatFixed(value, decimalsOf(value, ci));
}

/** `[0.70, 0.72]`, printed like the value; empty without an interval. */
export function intervalText({ value, ci }: ReportEstimate): string {
  if (ci === null) return '';
  const decimals = decimalsOf(value ?? ci[0], ci);
  return `[${formatFixed(ci[0], decimals)}, ${formatFixed(ci[1], decimals)}]`;
}

/** `0.71 [0.70, 0.72]`. */
export function estimateText(estimate: ReportEstimate): string {
  return [valueText(estimate), intervalText(estimate)].filter((part) => part !== '').join(' ');
}

/** The same for a table cell, the interval in a quieter colour. */
export function estimateCell(estimate: ReportEstimate): Html {
  return html`${valueText(estimate)} <span class="range">${intervalText(estimate)}</span>`;
}

/** Scores around 1 are read to three decimals, large errors as far as their interval goes. */
function decimalsOf(value: number, ci: ReportInterval): number {
  const size = Math.max(Math.abs(value), Math.abs(ci[0]), Math.abs(ci[1]));
  return decimalsFor(ci, size <= 2 ? 3 : 0);
}
