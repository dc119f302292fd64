/** The verdict in words. It says no more than the paired comparison showed. */
import { formatCount, formatPValue } from '../../report/number-format.ts';
import type { ReportData } from '../report-data.ts';
import { estimateText } from './estimate-text.ts';
import { metricInSentence } from './metric-title.ts';

/** `“late = true”`, `the class of “species”` or `“price”`: what the model is asked for. */
export function subject({ task, target, positiveClass }: ReportData): string {
  if (task === 'binary') return positiveClass === undefined ? `“${target}”` : `“${target} = ${positiveClass}”`;
  return `“${target}”`;
}

/** What the model had to beat, as a phrase. */
export function baselinePhrase({ baseline }: ReportData): string {
  if (baseline.name === 'majority') return 'always answering the class shares';
  if (baseline.name === 'mean') return 'always answering the mean';
  return `the baseline “${baseline.name}”`;
}

/** One sentence: the heading of the report. */
export function headline(data: ReportData): string {
  const than = baselinePhrase(data);
  const about = subject(data);
  if (data.lift.verdict === 'lift') return `The model predicts ${about} better than ${than}: ${scores(data)}.`;
  if (data.lift.verdict === 'not_distinguishable') {
    return `It cannot be told whether the model predicts ${about} better than ${than}: ${scores(data)}.`;
  }
  return `The model predicts ${about} no better than ${than}: ${scores(data)}.`;
}

/** What the verdict means for someone who wants to use the model: a title and an explanation. */
export function verdictMeaning(data: ReportData): {
  severity: 'success' | 'warning' | 'error';
  title: string;
  text: string;
} {
  const difference = differenceText(data);
  switch (data.lift.verdict) {
    case 'lift':
      return {
        severity: 'success',
        title: 'The gain over the baseline is real on these rows',
        text: `${difference} It says nothing about rows of another time or another source.`,
      };
    case 'not_distinguishable':
      return {
        severity: 'warning',
        title: 'These rows cannot tell the model from the baseline',
        text: `${difference} That does not show that the two are equal: with more rows a gain or a loss may appear. The model does not become champion by itself.`,
      };
    case 'no_lift':
      return {
        severity: 'error',
        title: 'There is no gain over the baseline: do not base decisions on this model',
        text: `${difference} Either the columns say nothing about the target, or the model did not find it. The model does not become champion by itself.`,
      };
  }
}

/** The rows that gave the figure, in words. */
export function judgedOn({ rows }: ReportData): string {
  return rows.holdout > 0
    ? `${formatCount(rows.holdout)} holdout rows that training never saw`
    : `all ${formatCount(rows.train)} rows, by outer cross-validation`;
}

function scores(data: ReportData): string {
  return `${metricInSentence(data.metric.name)} ${estimateText(data.holdout)} against ${estimateText(data.baseline)}`;
}

function differenceText(data: ReportData): string {
  const { lift, metric } = data;
  if (lift.value === null) return `No paired difference could be computed on ${judgedOn(data)}.`;
  const worse = lift.value < 0;
  const size = {
    value: Math.abs(lift.value),
    ci: lift.ci && (worse ? ([-lift.ci[1], -lift.ci[0]] as const) : lift.ci),
  };
  const sign = lift.pValue === null ? '' : `, p ${lift.pValue < 0.001 ? '' : '= '}${formatPValue(lift.pValue)}`;
  return `Compared in pairs on ${judgedOn(data)}, the model is ${worse ? 'worse' : 'better'} by ${estimateText(size)} in ${metricInSentence(metric.name)} (95 % interval in brackets${sign}).`;
}
