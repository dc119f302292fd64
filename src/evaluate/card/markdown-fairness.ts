/** Groups of sensitive columns in a Markdown card: the verdict, how far groups are apart, the figures of each group. */
import { formatCount } from '../../report/number-format.ts';
import type { FairnessReport, FairnessReportGroups } from '../fairness/fairness-report.ts';
import { estimateText } from '../report/estimate-text.ts';
import {
  fairnessLead,
  fourFifthsWords,
  groupFigures,
  groupingTitle,
  missingNote,
  openText,
  parityRows,
} from '../report/fairness-rows.ts';
import { metricTitle } from '../report/metric-title.ts';
import { markdownTable, markdownText } from './markdown.ts';

const mostGroups = 60;

/** The section's text; empty without sensitive columns. */
export function markdownFairness(fairness: FairnessReport | null): string {
  if (!fairness) return '';
  const groupings = fairness.by.map((grouping) =>
    [
      `### ${markdownText(groupingTitle(grouping))}\n`,
      ...verdictOf(grouping),
      markdownTable(
        ['Between groups', 'Value', 'Parity'],
        parityRows(grouping).map(([measure, score, equal]) => [markdownText(measure), openText(score), equal]),
      ),
      groupTable(grouping, fairness),
      ...notesOf(grouping),
    ].join('\n'),
  );
  return [`${markdownText(fairnessLead(fairness))}\n`, ...groupings].join('\n');
}

function verdictOf(grouping: FairnessReportGroups): string[] {
  const words = fourFifthsWords(grouping);
  return words ? [`__${words.title}__: ${markdownText(words.text)}\n`] : [];
}

function groupTable({ groups }: FairnessReportGroups, fairness: FairnessReport): string {
  const names = groupFigures(fairness);
  return markdownTable(
    ['Group', 'Rows', ...names.map((name) => markdownText(metricTitle(name)))],
    [
      ...groups
        .slice(0, mostGroups)
        .map(({ label, count, tooSmall, metrics }) => [
          markdownText(label),
          formatCount(count),
          ...names.map((name) => (tooSmall ? 'too few' : estimateText(metrics[name]))),
        ]),
      ['All rows', formatCount(fairness.rows), ...names.map((name) => estimateText(fairness.overall[name]))],
    ],
  );
}

function notesOf(grouping: FairnessReportGroups): string[] {
  const missing = missingNote(grouping);
  const hidden = grouping.groups.length - mostGroups;
  return [
    ...(missing === '' ? [] : [`${missing}\n`]),
    ...(hidden > 0 ? [`${formatCount(hidden)} more not listed.\n`] : []),
  ];
}
