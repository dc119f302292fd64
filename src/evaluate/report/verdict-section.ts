/** First section: the verdict, the figures behind it, the gates, and what a reader must know. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { roundTicks } from '../../report/charts/ticks.ts';
import { callout } from '../../report/components/callout.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { statTiles } from '../../report/components/stat-tiles.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { estimateText, intervalText, valueText } from './estimate-text.ts';
import { metricInSentence, metricTitle } from './metric-title.ts';
import { baselinePhrase, judgedOn, verdictMeaning } from './verdict-text.ts';

export async function verdictSection(data: ReportData): Promise<PageSection> {
  const meaning = verdictMeaning(data);
  const body = html`${callout(meaning.severity, meaning.title, meaning.text)}
${statTiles(tilesOf(data))}
${gallery([await comparison(data), gates(data)])}
${notes(data)}`;
  return { id: 'verdict', title: 'Verdict', body };
}

function tilesOf(data: ReportData) {
  const title = metricTitle(data.metric.name);
  const { rows } = data;
  return [
    { label: `${title}, model`, value: valueText(data.holdout), detail: intervalText(data.holdout) },
    { label: `${title}, baseline`, value: valueText(data.baseline), detail: intervalText(data.baseline) },
    { label: 'Gain, in pairs', value: valueText(data.lift), detail: intervalText(data.lift) },
    {
      label: 'Rows judged',
      value: formatCount(rows.holdout > 0 ? rows.holdout : rows.train),
      detail: rows.holdout > 0 ? `trained on ${formatCount(rows.train)}` : 'by outer cross-validation',
    },
  ];
}

async function comparison(data: ReportData): Promise<Html> {
  const title = metricTitle(data.metric.name);
  const ends = [data.holdout, data.baseline]
    .flatMap((one) => [one.value, ...(one.ci ?? [])])
    .filter((end) => end !== null);
  const chart = await intervalChart({
    id: 'baseline-against-model',
    label: `${title}: model ${estimateText(data.holdout)}, baseline ${estimateText(data.baseline)}.`,
    mark: 'dot',
    title: `${title}, ${direction(data)}`,
    ...(ends.length === 0 ? {} : { ticks: roundTicks(Math.min(...ends), Math.max(...ends), 4) }),
    rows: [
      { name: 'Model', ...data.holdout, role: 'model', text: valueText(data.holdout) },
      { ...data.baseline, name: 'Baseline', role: 'reference', text: valueText(data.baseline) },
    ],
  });
  return figure({
    title: 'Baseline against model',
    chart,
    note: `Dots are scores on ${judgedOn(data)}; whiskers are 95 % intervals. The baseline is ${baselinePhrase(data)}.`,
  });
}

function direction({ metric }: ReportData): string {
  return metric.direction === 'maximize' ? 'higher is better' : 'lower is better';
}

function gates({ gates: all }: ReportData): Html | undefined {
  if (all.length === 0) return undefined;
  return table({
    caption: 'Gates',
    columns: [{ title: 'Gate' }, { title: 'Result' }, { title: 'What was found' }],
    rows: all.map((gate) => [gate.name.replaceAll('_', ' '), gate.passed ? 'passed' : 'failed', gate.detail]),
    stressed: all.flatMap((gate, i) => (gate.passed ? [] : [i])),
  });
}

function notes(data: ReportData): Html {
  if (data.notes.length === 0) return html``;
  const items = data.notes.map((note) => html`<li>${note}</li>`);
  return callout('info', `How to read the ${metricInSentence(data.metric.name)} above`, html`<ul>${items}</ul>`);
}
