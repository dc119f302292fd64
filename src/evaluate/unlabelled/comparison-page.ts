/** The comparison of two models without a target as one self-contained page. */
import { scatterChart } from '../../report/charts/scatter-chart.ts';
import { callout } from '../../report/components/callout.ts';
import { definitionList } from '../../report/components/definition-list.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import { bothModels, comparisonPage, metricsTable, notesCallout, severityOf } from '../comparison/both-models.ts';
import { verdictText } from '../comparison/comparison-text.ts';
import { estimateCell } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { ComparedFigure, ComparedUnlabelled } from './compared-unlabelled.ts';
import {
  detectorRows,
  labelText,
  mostClusters,
  sideNames,
  unlabelledHeadline,
  unlabelledSides,
  unlabelledVerdict,
} from './comparison-text.ts';

/** The page as an HTML document. The same data gives the same bytes. */
export async function renderUnlabelledComparison(data: ComparedUnlabelled): Promise<string> {
  const sections = await Promise.all([
    agreementSection(data),
    labelSection(data),
    figuresSection(data),
    modelsSection(data),
  ]);
  return comparisonPage(sideNames(data), data, unlabelledHeadline(data), sections);
}

async function agreementSection(data: ComparedUnlabelled): Promise<PageSection> {
  const title =
    data.verdict === null ? 'Neither is the better one here' : `${sideNames(data)[0]}: ${verdictText(data.verdict)}`;
  return {
    id: 'agreement',
    title: 'Agreement',
    lead: `On ${data.judgedOn}.`,
    body: html`${callout(data.verdict === null ? 'info' : severityOf[data.verdict], title, unlabelledVerdict(data))}
${data.detectors ? await detectorsBody(data, data.detectors) : clustersBody(data)}
${notesCallout(data.notes)}`,
  };
}

async function detectorsBody(
  data: ComparedUnlabelled,
  { scores }: NonNullable<ComparedUnlabelled['detectors']>,
): Promise<Html> {
  const [first, second] = sideNames(data);
  const chart = await scatterChart({
    id: 'scores',
    label: `Anomaly scores of ${formatCount(scores.length)} rows by ${first} and by ${second}.`,
    x: { title: `anomaly_score, ${first}` },
    y: { title: `anomaly_score, ${second}` },
    points: scores,
    guide: 'diagonal',
  });
  return gallery([
    figure({
      title: 'The same rows, scored by both',
      chart,
      note: 'The score is the share of rows that are less strange. On the line both say the same.',
    }),
    definitionList(detectorRows(data).map(([term, description]) => ({ term, description }))),
  ]);
}

function clustersBody({ clusters, ...data }: ComparedUnlabelled): Html | undefined {
  if (!clusters) return undefined;
  const [first, second] = sideNames(data);
  const { adjustedRand, adjustedMutualInformation, counts } = clusters;
  const names = clusters.second.slice(0, mostClusters);
  const hidden = Math.max(0, clusters.first.length - mostClusters);
  return html`${definitionList([
    { term: 'Adjusted Rand index', description: estimateCell(adjustedRand) },
    { term: 'Adjusted mutual information', description: estimateCell(adjustedMutualInformation) },
  ])}
${table({
  caption: `Where the clusters meet: rows by cluster of ${first} and, across, of ${second}`,
  columns: [{ title: first }, ...names.map((name) => ({ title: `cluster ${name}`, kind: 'number' as const }))],
  rows: clusters.first
    .slice(0, mostClusters)
    .map((name, c) => [`cluster ${name}`, ...names.map((_, other) => formatCount(counts[c][other]))]),
  hidden,
})}
${clusters.second.length > mostClusters && html`<p class="note">The first ${mostClusters} clusters of ${second} are listed.</p>`}`;
}

async function labelSection(data: ComparedUnlabelled): Promise<PageSection | undefined> {
  const { label } = data;
  if (!label) return undefined;
  const names = sideNames(data);
  const body = label.metrics
    ? html`${await bothModels(names, label.metrics[0])}
${metricsTable(names, label.metrics, `Difference: how much better ${names[0]} is`)}`
    : figuresTable(data, label.figures ?? [], `Agreement with ${label.column}`);
  return { id: 'label', title: `By ${label.column}`, lead: labelText(data), body };
}

function figuresSection(data: ComparedUnlabelled): PageSection {
  const lead =
    data.task === 'cluster'
      ? 'How compact the clusters are and how far they lie apart. Brackets are 95 % confidence intervals of each model alone. Other clusters may be the useful ones although these figures are smaller.'
      : 'Brackets are 95 % confidence intervals of each model alone.';
  return {
    id: 'figures',
    title: 'Figures without a label',
    lead,
    body: figuresTable(data, data.figures, `On ${data.judgedOn}`),
  };
}

function figuresTable(data: ComparedUnlabelled, figures: readonly ComparedFigure[], caption: string): Html {
  const [first, second] = sideNames(data);
  return table({
    caption,
    columns: [{ title: 'Figure' }, { title: first, kind: 'number' }, { title: second, kind: 'number' }],
    rows: figures.map((row) => [metricTitle(row.name), estimateCell(row.first), estimateCell(row.second)]),
  });
}

function modelsSection(data: ComparedUnlabelled): PageSection {
  const [first, second] = sideNames(data);
  return {
    id: 'models',
    title: 'The models',
    body: html`${table({
      caption: 'What is known of each',
      columns: [{ title: '' }, { title: first, kind: 'number' }, { title: second, kind: 'number' }],
      rows: unlabelledSides(data).map((cells) => [...cells]),
    })}
${definitionList([
  { term: first, description: data.first.artifactHash, code: true },
  { term: second, description: data.second.artifactHash, code: true },
])}`,
  };
}
