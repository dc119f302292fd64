/** What every page of a comparison shows of two models, whether they predict a target or not. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { callout, type Severity } from '../../report/components/callout.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatPValue } from '../../report/number-format.ts';
import { type PageSection, renderPage } from '../../report/page.ts';
import { estimateCell, valueText } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { ComparedMetric, PairVerdict } from './compared-models.ts';
import { gainText, madeFrom, verdictText } from './comparison-text.ts';

/** Of the first and of the second model: `churn@2`. */
export type SideNames = readonly [first: string, second: string];

/** The document. */
export function comparisonPage(
  [first, second]: SideNames,
  data: { readonly rows: number; readonly seed: number },
  heading: string,
  sections: readonly (PageSection | undefined)[],
): string {
  return renderPage({
    title: `${first} beside ${second}`,
    kicker: `Comparison · ${first} beside ${second}`,
    heading,
    intro: html``,
    sections: sections.filter((section) => section !== undefined),
    footer: html`<p>${madeFrom(data)}</p>`,
  });
}

/** How a verdict about the first model is coloured. */
export const severityOf: Readonly<Record<PairVerdict, Severity>> = {
  better: 'success',
  worse: 'error',
  not_distinguishable: 'warning',
};

/** What a reader of the figures must know; nothing where there is nothing to say. */
export function notesCallout(notes: readonly string[]): Html | undefined {
  if (notes.length === 0) return undefined;
  return callout('info', 'How to read the figures', html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`);
}

/** The interval of each model by one metric. */
export async function bothModels([first, second]: SideNames, metric: ComparedMetric): Promise<Html> {
  const title = metricTitle(metric.name);
  const chart = await intervalChart({
    id: 'both',
    label: `${title}: ${first} ${valueText(metric.first)}, ${second} ${valueText(metric.second)}.`,
    mark: 'dot',
    title: `${title}, ${metric.direction === 'maximize' ? 'higher' : 'lower'} is better`,
    rows: [
      { name: first, ...metric.first, role: 'model', text: valueText(metric.first) },
      { name: second, ...metric.second, role: 'accent', text: valueText(metric.second) },
    ],
  });
  return gallery([
    figure({
      title: 'Both models',
      chart,
      note: 'Whiskers are 95 % intervals of each model alone; they may overlap although the paired difference is certain.',
    }),
  ]);
}

/** Metrics of both with their paired differences; the first one counts. */
export function metricsTable([first, second]: SideNames, metrics: readonly ComparedMetric[], caption: string): Html {
  return table({
    caption,
    columns: [
      { title: 'Metric' },
      { title: first, kind: 'number' },
      { title: second, kind: 'number' },
      { title: 'Difference', kind: 'number' },
      { title: 'p', kind: 'number' },
      { title: 'Verdict' },
    ],
    rows: metrics.map((row) => [
      metricTitle(row.name),
      estimateCell(row.first),
      estimateCell(row.second),
      gainText(row),
      formatPValue(row.pValue),
      verdictText(row.verdict),
    ]),
    stressed: [0],
  });
}
