/** What the search tried, best first. */
import { table } from '../../report/components/table.ts';
import { formatDuration, formatNumber } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportCandidate, ReportData } from '../report-data.ts';
import { metricTitle } from './metric-title.ts';

const maxListed = 30;
const maxSettings = 200;

export function candidatesSection(data: ReportData): PageSection | undefined {
  if (data.candidates.length === 0) return undefined;
  const ranked = rank(data);
  const listed = ranked.slice(0, maxListed);
  return {
    id: 'candidates',
    title: 'Candidates',
    lead: 'Models that were tried, by their cross-validated score on the training rows. The holdout had no part in this choice.',
    body: table({
      caption: 'Leaderboard',
      columns: [
        { title: 'Model' },
        { title: metricTitle(data.metric.name), kind: 'number' },
        { title: 'Share', kind: 'number' },
        { title: 'Fit', kind: 'number' },
        { title: 'Settings', kind: 'code' },
      ],
      rows: listed.map((candidate) => [
        candidate.chosen === true ? `${candidate.name} (kept)` : candidate.name,
        candidate.score === null ? 'failed' : formatNumber(candidate.score, 4),
        candidate.weight ? `${Math.round(100 * candidate.weight)} %` : '',
        formatDuration(candidate.fitMs),
        settingsText(candidate),
      ]),
      stressed: listed.flatMap((candidate, i) => (candidate.chosen === true ? [i] : [])),
      hidden: ranked.length - listed.length,
    }),
  };
}

/** Best first by the metric's direction; failed ones last; equals in the order they were tried. */
function rank({ candidates, metric }: ReportData): ReportCandidate[] {
  const sign = metric.direction === 'maximize' ? -1 : 1;
  return candidates
    .map((candidate, i) => ({ candidate, i }))
    .sort((a, b) => compareScores(a.candidate.score, b.candidate.score, sign) || a.i - b.i)
    .map(({ candidate }) => candidate);
}

function compareScores(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return sign * (a - b);
}

function settingsText({ params }: ReportCandidate): string {
  const text = Object.entries(params)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? formatSetting(value) : JSON.stringify(value)}`)
    .join(', ');
  return text.length <= maxSettings ? text : `${text.slice(0, maxSettings)}…`;
}

function formatSetting(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
