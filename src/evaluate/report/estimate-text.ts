/** Scores in figures: how a value with its interval is printed. */
import { type Html, html } from '../../report/html.ts';
import { decimalsFor, formatFixed, formatNumber } from '../../report/number-format.ts';
import type { ReportEstimate } from '../report-data.ts';

/** The value alone, as exact as its interval deserves. */
export function valueText(estimate: ReportEstimate): string {
  return estimate.value === null ? '–' : formatterOf(estimate)(estimate.value);
}

/** `[0.70, 0.72]`, printed like the value; empty without an interval and where it has no width. */
export function intervalText(estimate: ReportEstimate): string {
  const { ci } = estimate;
  if (ci === null || isPoint(estimate)) return '';
  const format = formatterOf(estimate);
  return `[${format(ci[0])}, ${format(ci[1])}]`;
}

/** `0.71 [0.70, 0.72]`. */
export function estimateText(estimate: ReportEstimate): string {
  return [valueText(estimate), intervalText(estimate)].filter((part) => part !== '').join(' ');
}

/** The same for a table cell, the interval in a quieter colour. */
export function estimateCell(estimate: ReportEstimate): Html {
  const interval = intervalText(estimate);
  return html`${valueText(estimate)}${interval !== '' && html` <span class="range">${interval}</span>`}`;
}

/** Scores around 1 are read to three decimals, large errors as far as their interval goes, tiny ones by their first digits. */
function formatterOf(estimate: ReportEstimate): (value: number) => string {
  const { value, ci } = estimate;
  const size = Math.max(...[value ?? 0, ...(ci ?? [])].map(Math.abs));
  if (size < 1e-4 && size > 0) return (one) => (one === 0 ? '0' : formatNumber(one));
  if (ci !== null && !isPoint(estimate)) return (one) => formatFixed(one, decimalsFor(ci, size <= 2 ? 3 : 0));
  if (size <= 2 && (size >= 0.1 || size === 0)) return (one) => formatFixed(one, 3);
  return (one) => formatNumber(one, size < 1 ? 3 : 4);
}

/** True where the interval has no width to speak of: a constant answer scores the same in every resample. */
function isPoint({ value, ci }: ReportEstimate): boolean {
  return ci !== null && value !== null && ci[1] - ci[0] <= 1e-9 * Math.max(1, Math.abs(value));
}
