/** A comparison of two models without a target in words. Without a label it never says which of them is better. */
import { formatBytes, formatCount, formatNumber, formatPercent, formatPValue } from '../../report/number-format.ts';
import { estimateText } from '../report/estimate-text.ts';
import { metricInSentence } from '../report/metric-title.ts';
import type { ComparedUnlabelled, UnlabelledSide } from './compared-unlabelled.ts';

/** Clusters of each model that are listed. */
export const mostClusters = 30;

/** `payments@2`. */
export function sideNames({ first, second }: ComparedUnlabelled): readonly [string, string] {
  return [`${first.name}@${first.version}`, `${second.name}@${second.version}`];
}

/** One sentence: the heading of the page. */
export function unlabelledHeadline(data: ComparedUnlabelled): string {
  const [first, second] = sideNames(data);
  if (data.clusters) {
    const { adjustedRand } = data.clusters;
    if (adjustedRand.value === 1) return `${first} and ${second} find the same clusters.`;
    return `${first} and ${second} agree on clusters to ${estimateText(adjustedRand)} (adjusted Rand index; 1 is equal, 0 chance).`;
  }
  const { rankCorrelation, overlap } = data.detectors!;
  const order =
    rankCorrelation.value === null
      ? `${first} and ${second} have no common order of the rows`
      : `${first} and ${second} order the rows alike to ${estimateText(rankCorrelation)} (rank correlation)`;
  const flags =
    overlap.value === null
      ? 'neither flags a row'
      : `they share ${estimateText(overlap)} of the rows that either flags`;
  return `${order}; ${flags}.`;
}

/** What a label says about which is better, or that nothing does. */
export function unlabelledVerdict(data: ComparedUnlabelled): string {
  const [first, second] = sideNames(data);
  const leading = data.label?.metrics?.[0];
  if (!data.label || !leading) {
    return data.label
      ? `Agreement with ${data.label.column} is told for each; groups of another kind may be as good.`
      : 'No column says what the rows really are, so nothing tells which of the two is better.';
  }
  const scores = `${metricInSentence(leading.name)} ${estimateText(leading.first)} and ${estimateText(leading.second)}`;
  const p = `p ${leading.pValue < 0.001 ? '' : '= '}${formatPValue(leading.pValue)}`;
  if (leading.verdict === 'not_distinguishable') {
    return `By ${data.label.column} ${first} cannot be told from ${second}: ${scores}, ${p}. That does not show that they are equal.`;
  }
  return `By ${data.label.column} ${first} is ${leading.verdict} than ${second}: ${scores}, ${p}.`;
}

/** What is known of each model: terms with the words for the first and for the second. */
export function unlabelledSides({ first, second }: ComparedUnlabelled): readonly (readonly [string, string, string])[] {
  const row = (term: string, of: (side: UnlabelledSide) => string) => [term, of(first), of(second)] as const;
  return [
    row('Method', ({ method }) => method ?? '–'),
    row('Stability, as measured in training', ({ stability }) => (stability === null ? '–' : formatNumber(stability))),
    row('Columns', ({ inputs }) => formatCount(inputs.length)),
    row('Size', ({ bytes }) => formatBytes(bytes)),
  ];
}

/** How alike two detectors are: terms with descriptions; none for clusters. */
export function detectorRows(data: ComparedUnlabelled): readonly (readonly [string, string])[] {
  if (!data.detectors) return [];
  const { rankCorrelation, overlap, overlapByChance, both, onlyFirst, onlySecond, pValue, contamination } =
    data.detectors;
  const [first, second] = sideNames(data);
  return [
    ['Rank correlation of the scores', estimateText(rankCorrelation)],
    ...(overlapByChance === null
      ? []
      : [
          [
            'Flagged by both, of those that either flags',
            `${estimateText(overlap)}; ${formatNumber(overlapByChance)} by chance`,
          ] as const,
        ]),
    ['Flagged by both', `${formatCount(both)} rows`],
    ['Flagged by one alone', `${first} ${formatCount(onlyFirst)} rows, ${second} ${formatCount(onlySecond)}`],
    ['Equal shares of flags (McNemar)', `p ${pValue < 0.001 ? '' : '= '}${formatPValue(pValue)}`],
    ['Asked to flag', contamination.map(formatPercent).join(' and ')],
  ];
}

/** What the label is, in a sentence; empty without one. */
export function labelText({ label }: ComparedUnlabelled): string {
  if (!label) return '';
  const rows = `${formatCount(label.rows)} rows`;
  return label.positive === undefined
    ? `${label.column} is known of ${rows}. 1 is agreement on every pair of rows, 0 is chance.`
    : `${formatCount(label.anomalies ?? 0)} of ${rows} are ${label.positive} (${label.column}).`;
}
