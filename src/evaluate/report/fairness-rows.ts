/** What is told of groups, without markup: which figures in which order, how far groups are apart, the four-fifths rule in words. */
import type { Severity } from '../../report/components/callout.ts';
import { formatCount } from '../../report/number-format.ts';
import type { FairnessReport, FairnessReportGroups, OpenScore } from '../fairness/fairness-report.ts';
import { estimateText, valueText } from './estimate-text.ts';
import { metricInSentence, metricTitle } from './metric-title.ts';

/** Of binary decisions, the rates that say most. */
export const mainRates = ['selection_rate', 'true_positive_rate', 'false_positive_rate'];
const order = [...mainRates, 'false_negative_rate', 'true_negative_rate', 'precision'];

/** Wire names of the figures in reading order: stored objects have lost the order of their fields. */
export function groupFigures({ overall }: FairnessReport): string[] {
  const names = Object.keys(overall);
  return [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name))];
}

/** What the section says before its tables. */
export function fairnessLead({ selected, minSupport }: FairnessReport): string {
  const about = selected === null ? '' : ` A row is selected when “${selected}” is predicted.`;
  return `The same figures for each group.${about} Brackets are 95 % confidence intervals; groups of fewer than ${formatCount(minSupport)} rows are counted and not judged. Equal figures do not make a decision just, and unequal ones may have causes outside the model: people must judge that.`;
}

/** `By sex / race`. */
export function groupingTitle({ columns }: FairnessReportGroups): string {
  return `By ${columns.join(' / ')}`;
}

/** Wire names of the distances between groups in binary decisions, in reading order. */
export const parityNames = [
  'demographic_parity_difference',
  'demographic_parity_ratio',
  'equalized_odds_difference',
  'equalized_odds_ratio',
  'equal_opportunity_difference',
  'equal_opportunity_ratio',
] as const;

/** How far the groups are apart: the measure, its value, and what it would be of groups that are treated alike. */
export function parityRows({
  parity,
  comparisons,
}: FairnessReportGroups): (readonly [measure: string, score: OpenScore, equal: '0' | '1'])[] {
  if (parity) return parityNames.map((name) => [metricTitle(name), parity[name], name.endsWith('_ratio') ? '1' : '0']);
  return Object.entries(comparisons).flatMap(([name, { difference, ratio }]) => [
    [`Difference of ${metricInSentence(name)}`, difference, '0'],
    [`Ratio of ${metricInSentence(name)}`, ratio, '1'],
  ]);
}

const verdicts: Readonly<
  Record<
    NonNullable<FairnessReportGroups['fourFifths']>['verdict'],
    { severity: Severity; short: string; text: string }
  >
> = {
  holds: {
    severity: 'success',
    short: 'holds',
    text: 'Every group is selected at least four fifths as often as every other, beyond chance.',
  },
  broken: {
    severity: 'warning',
    short: 'broken',
    text: 'Some group is selected less than four fifths as often as another, beyond chance:',
  },
  not_distinguishable: {
    severity: 'info',
    short: 'not distinguishable',
    text: 'There are too few rows to say whether every group is selected at least four fifths as often as every other.',
  },
  not_comparable: {
    severity: 'info',
    short: 'not comparable',
    text: 'Fewer than two groups are large enough, or nobody is selected.',
  },
};

const maxPairs = 10;

/** The four-fifths rule; undefined where nobody is selected or not. */
export function fourFifthsWords({
  fourFifths,
}: FairnessReportGroups): { severity: Severity; title: string; text: string } | undefined {
  if (!fourFifths) return undefined;
  const { severity, short, text } = verdicts[fourFifths.verdict];
  const pairs = fourFifths.broken.slice(0, maxPairs).map(([less, more]) => `${less} below ${more}`);
  const rest = fourFifths.broken.length - pairs.length;
  const told = [...pairs, ...(rest > 0 ? [`${formatCount(rest)} more`] : [])].join(', ');
  return { severity, title: `four-fifths rule ${short}`, text: told === '' ? text : `${text} ${told}.` };
}

/** A sentence about rows without a group; empty where each has one. */
export function missingNote({ missing }: FairnessReportGroups): string {
  return missing > 0 ? `${formatCount(missing)} rows have no value here; they count among all rows only.` : '';
}

/** Printed like every score, also where the interval has no upper end. */
export function openText({ value, ci }: OpenScore): string {
  if (ci === null || ci[1] !== null) return estimateText({ value, ci: ci && [ci[0], ci[1]!] });
  return `${valueText({ value, ci: null })} [${valueText({ value: ci[0], ci: null })}, no end]`;
}
