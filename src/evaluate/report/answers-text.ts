/** Calibration and decision rule in sentences. */
import { formatNumber } from '../../report/number-format.ts';
import type { ReportCalibration, ReportDecision } from '../report-data.ts';
import { estimateText } from './estimate-text.ts';
import { metricInSentence } from './metric-title.ts';

/** Which class is answered, for what, and what that gains. */
export function decisionText(decision: ReportDecision): string {
  const { purpose, metric, gain, refused } = decision;
  const name = metricInSentence(metric);
  if (refused) {
    return `The most probable class is answered: another rule would change ${name} by ${estimateText(gain)}, which may be chance.`;
  }
  const why = { given: 'as given', cost: 'by what mistakes cost' }[purpose] ?? `chosen for ${name}`;
  const sure = gain.verdict === 'lift' ? '' : ', which may be chance';
  return `${ruleText(decision)}, ${why}. Gain in ${name} over the most probable class: ${estimateText(gain)}${sure}.`;
}

/** What was done to the probabilities. */
export function reliabilityText({ asked, method, tried, gain }: ReportCalibration): string {
  if (method !== 'none') {
    const saved = gain ? `, which saves ${estimateText(gain)} of log loss` : '';
    return `Probabilities are corrected by ${method === 'temperature' ? 'a temperature' : method}${saved}.`;
  }
  if (asked === 'none') return 'Probabilities are not corrected, as asked.';
  if (tried.length === 1) return 'Probabilities are not corrected: there are too few rows to see whether that helps.';
  return 'Probabilities are not corrected: no calibrator was better by more than chance.';
}

function ruleText({ by, threshold, positiveClass }: ReportDecision): string {
  if (by === 'threshold')
    return `“${positiveClass ?? 'The positive class'}” is answered above a probability of ${formatNumber(threshold)}`;
  if (by === 'weights') return 'The class with the largest product of probability and weight is answered';
  if (by === 'costs') return 'The class of the lowest expected cost is answered';
  return 'The most probable class is answered';
}
