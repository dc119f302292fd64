/** The comparison of two models without a target as one self-contained page. */
import { intervalChart } from '../../report/charts/interval-chart.ts';
import { scatterChart } from '../../report/charts/scatter-chart.ts';
import { callout } from '../../report/components/callout.ts';
import { definitionList } from '../../report/components/definition-list.ts';
import { figure, gallery } from '../../report/components/figure.ts';
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount, formatPValue } from '../../report/number-format.ts';
import { type PageSection, renderPage } from '../../report/page.ts';
import { gainText, verdictText } from '../comparison/comparison-text.ts';
import { estimateCell, valueText } from '../report/estimate-text.ts';
import { metricTitle } from '../report/metric-title.ts';
import type { ComparedFigure, ComparedUnlabelled } from './compared-unlabelled.ts';
import {
  detectorRows,
  labelText,
  sideNames,
  unlabelledHeadline,
  unlabelledSides,
  unlabelledVerdict,
} from './comparison-text.ts';

/** Clusters of each model that are listed. */
const mostClusters = 30;
const severities = { better: 'success', worse: 'error', not_distinguishable: 'warning' } as const;

/** The page as an HTML document. The same data gives the same bytes. */
export async function renderUnlabelledComparison(data: ComparedUnlabelled): Promise<string> {
  const [first, second] = sideNames(data);
  const sections = await Promise.all([
    agreementSection(data),
    labelSection(data),
    figuresSection(data),
    modelsSection(data),
  ]);
  return renderPage({
    title: `${first} beside ${second}`,
    kicker: `Comparison · ${first} beside ${second}`,
    heading: unlabelledHeadline(data),
    intro: html``,
    sections: sections.filter((section) => section !== undefined),
    footer: html`<p>Made by modelwright from ${formatCount(data.rows)} rows, seed ${data.seed}. The same rows and models give the same file, byte for byte.</p>`,
  });
}

async function agreementSection(data: ComparedUnlabelled): Promise<PageSection> {
  const title =
    data.verdict === null ? 'Neither is the better one here' : `${sideNames(data)[0]}: ${verdictText(data.verdict)}`;
  return {
    id: 'agreement',
    title: 'Agreement',
    lead: `On ${data.judgedOn}.`,
    body: html`${callout(data.verdict === null ? 'info' : severities[data.verdict], title, unlabelledVerdict(data))}
${data.detectors ? await detectorsBody(data, data.detectors) : clustersBody(data)}
${data.notes.length > 0 && callout('info', 'How to read the figures', html`<ul>${data.notes.map((note) => html`<li>${note}</li>`)}</ul>`)}`,
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
  const [first, second] = sideNames(data);
  if (!label.metrics) {
    const body = figuresTable(data, label.figures ?? [], `Agreement with ${label.column}`);
    return { id: 'label', title: `By ${label.column}`, lead: labelText(data), body };
  }
  const [leading] = label.metrics;
  const chart = await intervalChart({
    id: 'both',
    label: `${metricTitle(leading.name)}: ${first} ${valueText(leading.first)}, ${second} ${valueText(leading.second)}.`,
    mark: 'dot',
    title: `${metricTitle(leading.name)}, ${leading.direction === 'maximize' ? 'higher' : 'lower'} is better`,
    rows: [
      { name: first, ...leading.first, role: 'model', text: valueText(leading.first) },
      { name: second, ...leading.second, role: 'accent', text: valueText(leading.second) },
    ],
  });
  return {
    id: 'label',
    title: `By ${label.column}`,
    lead: labelText(data),
    body: html`${gallery([
      figure({
        title: 'Both models',
        chart,
        note: 'Whiskers are 95 % intervals of each model alone; they may overlap although the paired difference is certain.',
      }),
    ])}
${table({
  caption: `Difference: how much better ${first} is`,
  columns: [
    { title: 'Metric' },
    { title: first, kind: 'number' },
    { title: second, kind: 'number' },
    { title: 'Difference', kind: 'number' },
    { title: 'p', kind: 'number' },
    { title: 'Verdict' },
  ],
  rows: label.metrics.map((row) => [
    metricTitle(row.name),
    estimateCell(row.first),
    estimateCell(row.second),
    gainText(row),
    formatPValue(row.pValue),
    verdictText(row.verdict),
  ]),
  stressed: [0],
})}`,
  };
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
