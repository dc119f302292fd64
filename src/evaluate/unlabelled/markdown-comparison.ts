/** The comparison of two models without a target as Markdown. */
import { formatCount } from '../../report/number-format.ts';
import { markdownList, markdownTable, markdownText } from '../card/markdown.ts';
import { madeFrom } from '../comparison/comparison-text.ts';
import { markdownMetrics } from '../comparison/markdown-metrics.ts';
import { estimateText } from '../report/estimate-text.ts';
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

/** The same data gives the same bytes. */
export function renderMarkdownUnlabelledComparison(data: ComparedUnlabelled): string {
  const [first, second] = sideNames(data).map(markdownText);
  const parts = [
    `# ${first} beside ${second}\n`,
    `${markdownText(unlabelledHeadline(data))}\n`,
    `${markdownText(unlabelledVerdict(data))}\n`,
    markdownList([`On ${data.judgedOn}.`, ...data.notes].map(markdownText)),
    `## Agreement\n\n${agreementText(data)}`,
    labelPart(data),
    `## Figures without a label\n\n${figuresText(data, data.figures)}`,
    `## The models\n\n${markdownTable(
      ['', first, second],
      unlabelledSides(data).map((cells) => cells.map(markdownText)),
    )}`,
    `${madeFrom(data)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function agreementText(data: ComparedUnlabelled): string {
  const { clusters } = data;
  if (!clusters) {
    return markdownList(detectorRows(data).map(([term, text]) => `${markdownText(term)}: ${markdownText(text)}`));
  }
  const [first, second] = sideNames(data);
  const names = clusters.second.slice(0, mostClusters);
  const shown = clusters.first.slice(0, mostClusters);
  const isCut = shown.length < clusters.first.length || names.length < clusters.second.length;
  return `${markdownList([
    `Adjusted Rand index: ${markdownText(estimateText(clusters.adjustedRand))}`,
    `Adjusted mutual information: ${markdownText(estimateText(clusters.adjustedMutualInformation))}`,
  ])}
Rows by cluster of ${markdownText(first)} and, across, of ${markdownText(second)}:

${markdownTable(
  ['', ...names.map((name) => `cluster ${markdownText(name)}`)],
  shown.map((name, c) => [
    `cluster ${markdownText(name)}`,
    ...names.map((_, other) => formatCount(clusters.counts[c][other])),
  ]),
)}${isCut ? `\nThe first ${mostClusters} clusters of each are listed.\n` : ''}`;
}

function labelPart(data: ComparedUnlabelled): string {
  const { label } = data;
  if (!label) return '';
  const [first, second] = sideNames(data).map(markdownText);
  const body = label.metrics ? markdownMetrics([first, second], label.metrics) : figuresText(data, label.figures ?? []);
  return `## By ${markdownText(label.column)}\n\n${markdownText(labelText(data))}\n\n${body}`;
}

function figuresText(data: ComparedUnlabelled, figures: readonly ComparedFigure[]): string {
  const [first, second] = sideNames(data).map(markdownText);
  return markdownTable(
    ['Figure', first, second],
    figures.map((row) => [markdownText(metricTitle(row.name)), estimateText(row.first), estimateText(row.second)]),
  );
}
