/** A finished training without a target: what was found, what is typical of it, and what to do next. */
import type { train } from '../../app/operations/train.ts';
import { profileText } from '../../evaluate/unlabelled/profile-text.ts';
import { chance, duration, estimate, figure, percent } from '../figures.ts';
import { findingLines } from '../finding-lines.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { nextSteps, pairs, paragraphs, sentence, shownPath } from './lines.ts';

type Unlabelled = Exclude<Answer<typeof train>, { readonly lift: unknown }>;
type Anomaly = Extract<Unlabelled, { readonly task: 'anomaly' }>;
type Cluster = Extract<Unlabelled, { readonly task: 'cluster' }>;

/** Columns, groups and candidates that are shown; the report has all. */
const most = { columns: 8, groups: 10, candidates: 10 };

export const unlabelledView: View<Unlabelled> = (answer, screen) => {
  const { model, rows } = answer;
  const name = `${model.name}@${model.version}`;
  const judged = rows.holdout > 0 ? `${rows.holdout} sealed rows` : 'each fifth of the rows, by models of the others';
  return paragraphs(
    findingLines(answer.findings, screen).join('\n'),
    sentence(`${paint(screen, 'strong', name)}: ${headline(answer, screen)}`, screen),
    pairs(
      [...(answer.task === 'anomaly' ? anomalyFigures(answer) : clusterFigures(answer)), ['judged on', judged]],
      screen,
    ),
    groupTable(answer, screen),
    candidateTable(answer, screen),
    pairs(
      [
        ['task', `${answer.task}, ${rows.train} training rows`],
        ['alias', answer.champion ? 'champion' : 'none; promote it when you want it served by its name'],
        ['artifact', answer.artifactHash],
        ['report', shownPath(answer.reportPath)],
        ['took', duration(answer.durationMs)],
      ],
      screen,
    ),
    nextSteps(name),
  );
};

function headline(answer: Unlabelled, screen: Screen): string {
  if (answer.task === 'cluster') {
    const found = `${answer.clusters} clusters by ${answer.method}`;
    if (answer.verdict === 'lift') return `${found}, ${paint(screen, 'good', 'clearer than in data without any')}`;
    if (answer.verdict === null) return found;
    return `${found}, ${paint(screen, 'warning', 'no clearer than in data without any')}`;
  }
  const chosen = answer.candidates.find((one) => one.chosen)?.name ?? '';
  const found = `anomalies by ${chosen}`;
  if (!answer.label) return `${found}; ${paint(screen, 'warning', 'no label judged them')} (--label-column names one)`;
  const by = `by the label ${answer.label.column}`;
  if (answer.verdict === 'lift') return `${found}, ${paint(screen, 'good', 'better than chance')} ${by}`;
  return `${found}, ${paint(screen, 'bad', 'no better than chance')} ${by}`;
}

function anomalyFigures({ flagged, contamination, label }: Anomaly): (readonly [string, string])[] {
  const asked = ['flagged', `${estimate(flagged)}  asked: ${percent(contamination)}`] as const;
  if (!label) return [asked];
  const counted = ['labelled', `${label.anomalies} of ${label.rows} rows are ${label.positive}`] as const;
  return [asked, counted, ...Object.entries(label.metrics).map(([name, score]) => [name, estimate(score)] as const)];
}

function clusterFigures({ metrics, evidence }: Cluster): (readonly [string, string])[] {
  const scores = Object.entries(metrics).map(([name, score]) => [name, estimate(score)] as const);
  if (!evidence) return scores;
  const { silhouette, without, pValue } = evidence;
  return [
    ...scores,
    ['evidence', `silhouette ${figure(silhouette)}, ${figure(without)} without clusters  ${chance(pValue)}`],
  ];
}

function groupTable({ groups, profiles, task }: Unlabelled, screen: Screen): string {
  const shown = profiles.slice(0, most.columns);
  const total = groups.reduce((sum, { rows }) => sum + rows, 0);
  const table = tableText(
    [
      { head: task === 'anomaly' ? 'rows that are' : 'group' },
      { head: 'rows', align: 'right' },
      { head: 'share', align: 'right' },
      ...shown.map(({ name }) => ({ head: name, align: 'right' as const })),
    ],
    groups
      .slice(0, most.groups)
      .map(({ name, rows }, g) => [
        name,
        String(rows),
        percent(rows / total),
        ...shown.map(({ kind, groups: values }) => profileText(kind, values[g])),
      ]),
    screen,
  );
  const rest = profiles.length - shown.length;
  return rest > 0 ? `${table}\n... and ${rest} more columns, in the report` : table;
}

function candidateTable(answer: Unlabelled, screen: Screen): string {
  if (answer.task === 'anomaly') {
    return tableText(
      [
        { head: 'candidate' },
        { head: 'excess mass', align: 'right' },
        { head: 'stability', align: 'right' },
        { head: '' },
      ],
      answer.candidates.map(({ name, excessMass, stability, chosen }) => [
        name,
        figure(excessMass),
        figure(stability),
        chosen ? 'chosen' : '',
      ]),
      screen,
    );
  }
  const ordered = answer.candidates.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const table = tableText(
    [
      { head: 'candidate' },
      { head: 'clusters', align: 'right' },
      { head: 'score', align: 'right' },
      { head: 'silhouette', align: 'right' },
      { head: 'stability', align: 'right' },
      { head: 'log-likelihood', align: 'right' },
      { head: '' },
    ],
    ordered
      .slice(0, most.candidates)
      .map((one) => [
        one.name === 'kmeans' ? one.name : `${one.name}, ${String(one.params['covariance'])}`,
        String(one.clusters),
        figure(one.score),
        figure(one.silhouette),
        figure(one.stability),
        figure(one.logLikelihood),
        one.chosen ? 'chosen' : '',
      ]),
    screen,
  );
  const rest = ordered.length - most.candidates;
  return rest > 0 ? `${table}\n... and ${rest} more candidates` : table;
}
