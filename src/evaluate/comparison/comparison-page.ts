/** The comparison of two models as one self-contained page. */
import { diagonal } from '../../report/charts/diagonal.ts';
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { lineChart } from '../../report/charts/line-chart.ts';
import { shareTicks } from '../../report/charts/ticks.ts';
import { callout } from '../../report/components/callout.ts';
import { definitionList } from '../../report/components/definition-list.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount, formatPValue } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import { metricInSentence } from '../report/metric-title.ts';
import { bothModels, comparisonPage, metricsTable, notesCallout, severityOf } from './both-models.ts';
import type { ComparedModels } from './compared-models.ts';
import {
  agreementRows,
  comparedNames,
  comparisonHeadline,
  differenceText,
  gainText,
  sideName,
  sideRows,
  slicesText,
  verdictText,
} from './comparison-text.ts';

const mostDrawn = 10;
const mostListed = 30;

/** The page as an HTML document. The same data gives the same bytes. */
export async function renderComparisonPage(data: ComparedModels): Promise<string> {
  const sections = await Promise.all([
    verdictSection(data),
    metricsSection(data),
    slicesSection(data),
    agreementSection(data),
    calibrationSection(data),
    modelsSection(data),
  ]);
  return comparisonPage(comparedNames(data), data, comparisonHeadline(data), sections);
}

async function verdictSection(data: ComparedModels): Promise<PageSection> {
  const names = comparedNames(data);
  return {
    id: 'verdict',
    title: 'Verdict',
    body: html`${callout(severityOf[data.verdict], `${names[0]}: ${verdictText(data.verdict)}`, differenceText(data))}
${await bothModels(names, data.metrics[0])}
${notesCallout(data.notes)}`,
  };
}

function metricsSection(data: ComparedModels): PageSection {
  return {
    id: 'metrics',
    title: 'Metrics',
    lead: `Difference: how much better ${sideName(data.first)} is, whatever the direction of the metric. Each verdict stands for itself.`,
    body: metricsTable(comparedNames(data), data.metrics, `On ${data.judgedOn}`),
  };
}

async function slicesSection(data: ComparedModels): Promise<PageSection | undefined> {
  const { list, metric } = data.slices;
  if (list.length === 0) return undefined;
  const drawn = list.filter(({ difference }) => difference.value !== null).slice(0, mostDrawn);
  const chart = await intervalChart({
    id: 'slice-differences',
    label: `Difference in ${metricInSentence(metric)} in ${drawn.length} parts of the rows.`,
    mark: 'dot',
    title: `How much better ${sideName(data.first)} is, ${metricInSentence(metric)}`,
    guide: 0,
    rows: drawn.map(({ description, difference, verdict }) => ({
      name: description,
      ...difference,
      role: verdict === 'not_distinguishable' ? 'muted' : verdict === 'better' ? 'model' : 'accent',
    })),
  });
  const listed = list.slice(0, mostListed);
  return {
    id: 'slices',
    title: 'Parts of the rows',
    lead: slicesText(data),
    body: gallery([
      figure({
        title: 'The clearest differences',
        chart,
        legend: [
          { role: 'model', text: `${sideName(data.first)} better` },
          { role: 'accent', text: `${sideName(data.second)} better` },
          { role: 'muted', text: 'Not distinguishable' },
        ],
      }),
      table({
        caption: 'In figures',
        columns: [
          { title: 'Part' },
          { title: 'Rows', kind: 'number' },
          { title: 'Difference', kind: 'number' },
          { title: 'q', kind: 'number' },
        ],
        rows: listed.map((slice) => [
          slice.description,
          formatCount(slice.rows),
          gainText(slice),
          formatPValue(slice.qValue),
        ]),
        stressed: listed.flatMap(({ verdict }, i) => (verdict === 'not_distinguishable' ? [] : [i])),
        open: mostDrawn,
        hidden: list.length - listed.length,
      }),
    ]),
  };
}

function agreementSection(data: ComparedModels): PageSection {
  return {
    id: 'agreement',
    title: 'Agreement',
    lead: 'How alike the answers are, whoever is right.',
    body: definitionList(agreementRows(data).map(([term, description]) => ({ term, description }))),
  };
}

async function calibrationSection(data: ComparedModels): Promise<PageSection | undefined> {
  const [first, second] = [data.first.calibration.curve, data.second.calibration.curve];
  if (first.length === 0 && second.length === 0) return undefined;
  return { id: 'calibration', title: 'Calibration', body: gallery([await calibrationFigure(data)]) };
}

async function calibrationFigure({ first, second }: ComparedModels): Promise<Html> {
  const chart = await lineChart({
    id: 'calibration',
    label: `Observed share against predicted probability of ${sideName(first)} and ${sideName(second)}.`,
    x: { title: 'Predicted probability', ticks: shareTicks },
    y: { title: 'Observed share', ticks: shareTicks },
    lines: [
      diagonal,
      { points: second.calibration.curve, role: 'accent', dots: true },
      { points: first.calibration.curve, role: 'model', dots: true },
    ],
  });
  return figure({
    title: 'Calibration',
    chart,
    legend: [
      { role: 'model', text: sideName(first) },
      { role: 'accent', text: sideName(second) },
      { role: 'reference', text: 'Exact', dashed: true },
    ],
    note: 'Below the dashed line a model claims more than happens, above it less.',
  });
}

function modelsSection(data: ComparedModels): PageSection {
  const { first, second } = data;
  return {
    id: 'models',
    title: 'Size and speed',
    body: html`${table({
      caption: 'Side by side',
      columns: [{ title: '' }, { title: sideName(first), kind: 'number' }, { title: sideName(second), kind: 'number' }],
      rows: sideRows(data),
    })}${definitionList(
      [first, second].map((side) => ({
        term: `${sideName(side)}, artifact`,
        description: side.artifactHash,
        code: true,
      })),
    )}`,
  };
}
