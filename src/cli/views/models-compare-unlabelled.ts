/** Two models without a target side by side. */
import type { modelsCompare } from '../../app/operations/models.ts';
import { formatBytes } from '../../report/number-format.ts';
import { chance, estimate, figure, percent } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { comparedMetrics } from './compared-metrics.ts';
import { pairs, paragraphs, sentence, shownPath } from './lines.ts';

type Compared = Extract<Answer<typeof modelsCompare>, { format: 'modelwright-unlabelled-comparison' }>;

const colors = { better: 'good', worse: 'bad', not_distinguishable: 'warning' } as const;
/** Clusters of each model that fit on a screen. */
const mostClusters = 8;

export const compareUnlabelledView: View<Compared> = (answer, screen) => {
  const { first, second, figures, label, notes, output } = answer;
  const names = [`${first.name}@${first.version}`, `${second.name}@${second.version}`] as const;
  return paragraphs(
    sentence(headline(answer, names, screen), screen),
    pairs(agreement(answer, names), screen),
    clusterTable(answer, names, screen),
    figureTable('figure', figures, names, screen),
    label?.figures ? figureTable(`agreement with ${label.column}`, label.figures, names, screen) : '',
    label?.metrics ? comparedMetrics(label.metrics, [...names], screen) : '',
    notes.map((note) => sentence(note, screen)).join('\n'),
    pairs([['size', `${formatBytes(first.bytes)} and ${formatBytes(second.bytes)}`]], screen),
    shownPath(output),
  );
};

function headline(
  { verdict, label, judgedOn, task }: Compared,
  names: readonly [string, string],
  screen: Screen,
): string {
  const [ours, theirs] = names;
  if (verdict === null) {
    const what = task === 'anomaly' ? 'anomalies' : 'clusters';
    return `${ours} beside ${theirs}: ${what} on ${judgedOn}; nothing here tells which is better`;
  }
  const words = verdict === 'not_distinguishable' ? `not distinguishable from ${theirs}` : `${verdict} than ${theirs}`;
  return `${ours}: ${paint(screen, colors[verdict], words)} in ${label?.metrics?.[0].name} by the label ${label?.column}, on ${judgedOn}`;
}

function agreement(
  { detectors, clusters, label }: Compared,
  [ours, theirs]: readonly [string, string],
): [string, string][] {
  const known: [string, string][] =
    label?.positive === undefined
      ? []
      : [['labelled', `${label.anomalies} of ${label.rows} rows are ${label.positive} (${label.column})`]];
  if (clusters) {
    return [
      ['adjusted_rand', `${estimate(clusters.adjustedRand)}  1 is equal, 0 is chance`],
      ['adjusted_mutual_information', estimate(clusters.adjustedMutualInformation)],
      ...known,
    ];
  }
  if (!detectors) return known;
  const { rankCorrelation, overlap, overlapByChance, both, onlyFirst, onlySecond, pValue, contamination } = detectors;
  return [
    ['rank correlation', estimate(rankCorrelation)],
    [
      'overlap of flags',
      overlapByChance === null ? 'neither flags a row' : `${estimate(overlap)}  ${figure(overlapByChance)} by chance`,
    ],
    ['flagged', `by both ${both}, by ${ours} alone ${onlyFirst}, by ${theirs} alone ${onlySecond}  ${chance(pValue)}`],
    ['asked to flag', contamination.map(percent).join(' and ')],
    ...known,
  ];
}

function clusterTable({ clusters }: Compared, [ours, theirs]: readonly [string, string], screen: Screen): string {
  if (!clusters) return '';
  const [shown, across] = [clusters.first, clusters.second].map((names) => names.slice(0, mostClusters));
  const isCut = shown.length < clusters.first.length || across.length < clusters.second.length;
  const table = tableText(
    [
      { head: `cluster of ${ours}` },
      ...across.map((name) => ({ head: `${theirs}: ${name}`, align: 'right' as const })),
    ],
    shown.map((name, c) => [name, ...across.map((_, other) => String(clusters.counts[c][other]))]),
    screen,
  );
  return `${table}${isCut ? '\n... more clusters in the report' : ''}`;
}

function figureTable(
  head: string,
  figures: Compared['figures'],
  names: readonly [string, string],
  screen: Screen,
): string {
  return tableText(
    [{ head }, ...names.map((name) => ({ head: name }))],
    figures.map(({ name: metric, first, second }) => [metric, estimate(first), estimate(second)]),
    screen,
  );
}
