/** Whether the model treats groups alike: figures by group, how far groups are apart, the four-fifths rule. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { callout, type Severity } from '../../report/components/callout.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { FairnessReport, FairnessReportGroups, OpenScore } from '../fairness/fairness-report.ts';
import { estimateCell, estimateText, valueText } from './estimate-text.ts';
import { metricInSentence, metricTitle } from './metric-title.ts';

const maxDrawn = 12;
const maxListed = 60;

/** The section of a report; `undefined` without sensitive columns. */
export async function fairnessSection(fairness: FairnessReport | undefined): Promise<PageSection | undefined> {
  if (!fairness) return undefined;
  const { selected, by, minSupport } = fairness;
  const parts = await Promise.all(by.map((grouping, i) => groupingView(grouping, fairness, i)));
  const about = selected === null ? '' : ` A row is selected when “${selected}” is predicted.`;
  return {
    id: 'fairness',
    title: 'Fairness',
    lead: `The same figures for each group.${about} Brackets are 95 % confidence intervals; groups of fewer than ${formatCount(minSupport)} rows are counted and not judged. Equal figures do not make a decision just, and unequal ones may have causes outside the model: people must judge that.`,
    body: html`${parts}`,
  };
}

/** One line for each grouping, for the model card. */
export function fairnessFacts({ by }: FairnessReport): { term: string; description: string }[] {
  return by.map(({ columns, parity, fourFifths, comparisons }) => {
    const term = `Fairness by ${columns.join(' / ')}`;
    if (parity && fourFifths) {
      const ratio = openText(parity.demographic_parity_ratio);
      const odds = openText(parity.equalized_odds_difference);
      const rule = verdicts[fourFifths.verdict].short;
      return {
        term,
        description: `four-fifths rule ${rule}; selection rates, lowest over highest: ${ratio}; equalised odds difference: ${odds}`,
      };
    }
    const [name, { difference, lowest, highest }] = Object.entries(comparisons)[0];
    const between = lowest === null ? '' : ` (${lowest}, ${highest})`;
    return {
      term,
      description: `${metricInSentence(name)}, highest less lowest group${between}: ${openText(difference)}`,
    };
  });
}

/** Of binary decisions, the figures that are drawn, and the order of all. */
const drawnRates = ['selection_rate', 'true_positive_rate', 'false_positive_rate'];
const order = [...drawnRates, 'false_negative_rate', 'true_negative_rate', 'precision'];

/** Stored objects have lost the order of their fields. */
function ordered(names: readonly string[]): string[] {
  return [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name))];
}

async function groupingView(grouping: FairnessReportGroups, { overall }: FairnessReport, i: number): Promise<Html> {
  const { columns, missing, groups } = grouping;
  const names = ordered(Object.keys(overall));
  const rates = names.filter((name) => drawnRates.includes(name));
  const drawn = rates.length > 0 ? rates : names.slice(0, 1);
  const charts = await Promise.all(drawn.map((name) => rateChart(name, grouping, overall[name].value, i)));
  const by = `by ${columns.join(' / ')}`;
  return html`${verdict(grouping, `By ${columns.join(' / ')}`)}${gallery(charts)}${comparisonTable(grouping)}${table({
    caption: `Groups ${by}`,
    columns: [
      { title: 'Group' },
      { title: 'Rows', kind: 'number' },
      ...names.map((name) => ({ title: metricTitle(name), kind: 'number' as const })),
    ],
    rows: [
      ...groups
        .slice(0, maxListed)
        .map(({ label, count, tooSmall, metrics }) => [
          label,
          formatCount(count),
          ...names.map((name) => (tooSmall ? 'too few' : estimateCell(metrics[name]))),
        ]),
      ['All rows', '', ...names.map((name) => estimateCell(overall[name]))],
    ],
    open: 20,
    hidden: Math.max(0, groups.length - maxListed),
  })}${missing > 0 && html`<p class="note">${formatCount(missing)} rows have no value here; they count among all rows only.</p>`}`;
}

async function rateChart(
  name: string,
  { columns, groups }: FairnessReportGroups,
  overall: number | null,
  i: number,
): Promise<Html | undefined> {
  const judged = groups.filter(({ tooSmall }) => !tooSmall).toSorted((a, b) => b.count - a.count);
  if (judged.length === 0) return undefined;
  const drawn = judged.slice(0, maxDrawn);
  const chart = await intervalChart({
    id: `fairness-${i}-${name.replaceAll('_', '-')}`,
    label: `${metricTitle(name)} of ${drawn.length} groups by ${columns.join(' and ')}.`,
    mark: 'dot',
    title: metricTitle(name),
    ...(overall === null ? {} : { guide: overall }),
    rows: drawn.map(({ label, metrics }) => ({ name: label, ...metrics[name] })),
  });
  return figure({
    title: `${metricTitle(name)}${drawn.length < judged.length ? `, the ${maxDrawn} largest groups` : ''}`,
    chart,
    legend: [
      { role: 'model', text: 'Group' },
      { role: 'muted', text: 'All rows', dashed: true },
    ],
  });
}

const verdicts: Record<string, { severity: Severity; short: string; text: string }> = {
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

function verdict({ fourFifths }: FairnessReportGroups, title: string): Html {
  if (!fourFifths) return html`<h3>${title}</h3>`;
  const { severity, short, text } = verdicts[fourFifths.verdict];
  const pairs = fourFifths.broken.slice(0, maxPairs).map(([less, more]) => `${less} below ${more}`);
  const rest = fourFifths.broken.length - pairs.length;
  const told = [...pairs, ...(rest > 0 ? [`${formatCount(rest)} more`] : [])].join(', ');
  const sentence = told === '' ? text : `${text} ${told}.`;
  return callout(severity, `${title}: four-fifths rule ${short}`, html`<p>${sentence}</p>`);
}

const parityNames = [
  'demographic_parity_difference',
  'demographic_parity_ratio',
  'equalized_odds_difference',
  'equalized_odds_ratio',
  'equal_opportunity_difference',
  'equal_opportunity_ratio',
] as const;

function comparisonTable({ columns, parity, comparisons }: FairnessReportGroups): Html {
  const named: readonly (readonly [string, OpenScore])[] = parity
    ? parityNames.map((name) => [name, parity[name]])
    : Object.entries(comparisons).flatMap(([name, { difference, ratio }]) => [
        [`${name}_difference`, difference],
        [`${name}_ratio`, ratio],
      ]);
  return table({
    caption: `Between groups by ${columns.join(' / ')}`,
    columns: [{ title: 'Measure' }, { title: 'Value', kind: 'number' }, { title: 'Parity', kind: 'number' }],
    rows: named.map(([name, score]) => [metricTitle(name), openCell(score), name.endsWith('_ratio') ? '1' : '0']),
  });
}

/** Printed like every score, also where the interval has no upper end. */
export function openText({ value, ci }: OpenScore): string {
  if (ci === null || ci[1] !== null) return estimateText({ value, ci: ci && [ci[0], ci[1]!] });
  return `${valueText({ value, ci: null })} [${valueText({ value: ci[0], ci: null })}, no end]`;
}

export function openCell(score: OpenScore): Html {
  const { value, ci } = score;
  if (ci === null || ci[1] !== null) return estimateCell({ value, ci: ci && [ci[0], ci[1]!] });
  return html`${openText(score)}`;
}
