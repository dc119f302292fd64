/** Whether the model treats groups alike: figures by group, how far groups are apart, the four-fifths rule. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { callout } from '../../report/components/callout.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { FairnessReport, FairnessReportGroups, OpenScore } from '../fairness/fairness-report.ts';
import { estimateCell } from './estimate-text.ts';
import {
  fairnessLead,
  fourFifthsWords,
  groupFigures,
  groupingTitle,
  mainRates,
  missingNote,
  openText,
  parityRows,
} from './fairness-rows.ts';
import { metricTitle } from './metric-title.ts';

const maxDrawn = 12;
const maxListed = 60;

/** The section of a report, or of a card without its pictures; `undefined` without sensitive columns. */
export async function fairnessSection(
  fairness: FairnessReport | undefined,
  { pictures = true }: { readonly pictures?: boolean } = {},
): Promise<PageSection | undefined> {
  if (!fairness) return undefined;
  const parts = await Promise.all(
    fairness.by.map(async (grouping, i) => {
      const charts = pictures && gallery(await groupCharts(grouping, fairness, i));
      return html`${verdict(grouping)}${charts}${comparisonTable(grouping)}${groupTable(grouping, fairness)}`;
    }),
  );
  return { id: 'fairness', title: 'Fairness', lead: fairnessLead(fairness), body: html`${parts}` };
}

function groupTable(grouping: FairnessReportGroups, fairness: FairnessReport): Html {
  const { columns, groups } = grouping;
  const names = groupFigures(fairness);
  const note = missingNote(grouping);
  const view = table({
    caption: `Groups by ${columns.join(' / ')}`,
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
      ['All rows', formatCount(fairness.rows), ...names.map((name) => estimateCell(fairness.overall[name]))],
    ],
    open: 20,
    hidden: Math.max(0, groups.length - maxListed),
  });
  return html`${view}${note !== '' && html`<p class="note">${note}</p>`}`;
}

async function groupCharts(
  grouping: FairnessReportGroups,
  fairness: FairnessReport,
  i: number,
): Promise<(Html | undefined)[]> {
  const names = groupFigures(fairness);
  const rates = names.filter((name) => mainRates.includes(name));
  const drawn = rates.length > 0 ? rates : names.slice(0, 1);
  return await Promise.all(drawn.map((name) => rateChart(name, grouping, fairness.overall[name].value, i)));
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

function verdict(grouping: FairnessReportGroups): Html {
  const words = fourFifthsWords(grouping);
  const by = groupingTitle(grouping);
  if (!words) return html`<h3>${by}</h3>`;
  return callout(words.severity, `${by}: ${words.title}`, html`<p>${words.text}</p>`);
}

function comparisonTable(grouping: FairnessReportGroups): Html {
  return table({
    caption: `Between groups by ${grouping.columns.join(' / ')}`,
    columns: [{ title: 'Measure' }, { title: 'Value', kind: 'number' }, { title: 'Parity', kind: 'number' }],
    rows: parityRows(grouping).map(([measure, score, equal]) => [measure, openCell(score), equal]),
  });
}

function openCell(score: OpenScore): Html {
  const { value, ci } = score;
  if (ci === null || ci[1] !== null) return estimateCell({ value, ci: ci && [ci[0], ci[1]!] });
  return html`${openText(score)}`;
}
