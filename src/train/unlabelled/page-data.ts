/** What the report of a training without a target shows. */
import { version as codeVersion } from '../../core/version.ts';
import type { UnlabelledReport } from '../../evaluate/unlabelled/report-data.ts';
import { formatCount, formatNumber, formatPercent, formatPValue } from '../../report/number-format.ts';
import { takeRows } from '../../table/table.ts';
import { holdoutMinRows } from '../split-off.ts';
import { trainingCost } from '../training-cost.ts';
import { pointsBefore } from './final-model.ts';
import type { UnlabelledOutcome } from './finish.ts';
import { pictureOf } from './picture.ts';
import type { AnomalyResult, ClusterResult } from './result.ts';

/** Columns that a page can show; a table may have thousands. */
const mostColumns = 100;

type Figures = AnomalyFigures | ClusterFigures;
type Left = 'runId' | 'model' | 'champion' | 'reportPath' | 'durationMs';
type AnomalyFigures = Omit<AnomalyResult, Left>;
type ClusterFigures = Omit<ClusterResult, Left>;

/** @param of.said Class code of each training row. */
export function pageOf(
  of: UnlabelledOutcome & { readonly figures: Figures; readonly said: Float64Array; readonly createdAt: string },
): UnlabelledReport {
  const { figures, decision, prepared, split, final, run, said, createdAt } = of;
  const { request } = decision;
  const points = pointsBefore(final.model.fitted, takeRows(prepared.inputs, split.train));
  return {
    title: request.name,
    model: { name: request.name },
    task: figures.task,
    heading: headingOf(figures),
    ...(of.card && { card: of.card }),
    runId: run.runId,
    createdAt,
    source: request.plan.source,
    rows: { ...figures.rows, total: prepared.table.nRows },
    split: splitSentence(split.holdout.length),
    metrics: figures.task === 'cluster' ? figures.metrics : { flagged: figures.flagged, ...figures.label?.metrics },
    notes: notesOf(figures),
    groups: figures.groups,
    profiles: figures.profiles.slice(0, mostColumns),
    candidates: candidatesOf(figures),
    picture: pictureOf(points, said, request.seed),
    findings: figures.findings,
    lineage: [
      { label: 'Run', value: run.runId },
      {
        label: 'Rows',
        value: `${formatCount(split.train.length)} for training, ${formatCount(split.holdout.length)} held out`,
      },
      { label: 'Seed', value: String(request.seed) },
      { label: 'Data hash', value: decision.dataHash },
      { label: 'Data kept', value: decision.snapshotHash ?? 'no: larger than the limit; the source is read again' },
      { label: 'Artifact hash', value: final.artifactHash },
      ...request.plan.derive.map(({ name, expression }) => ({ label: 'Derived', value: `${name} = ${expression}` })),
      { label: 'modelwright', value: codeVersion },
      { label: 'Node.js', value: process.versions.node },
    ],
    cost: trainingCost(of.spent(), request.threads, of.card),
  };
}

function headingOf(figures: Figures): string {
  if (figures.task === 'cluster') {
    const kind = figures.method === 'kmeans' ? 'k-means' : 'a Gaussian mixture';
    const doubt = figures.verdict === 'not_distinguishable' ? ', no clearer than in data without any' : '';
    return `${figures.clusters} clusters by ${kind}${doubt}`;
  }
  const { contamination, label } = figures;
  const asked = `The strangest ${formatPercent(contamination)} of rows`;
  const auc = label?.metrics['roc_auc'];
  return auc
    ? `${asked}; ROC AUC ${formatNumber(auc.value)} by the label "${label.column}"`
    : `${asked}; no label judged them`;
}

function splitSentence(holdout: number): string {
  if (holdout > 0) return `Measured on ${formatCount(holdout)} rows that were set aside before anything was learned.`;
  return `Under ${formatCount(holdoutMinRows)} rows there is no holdout: each row was judged by a model of four fifths of the others. The choice among the candidates saw all rows, so the figures may flatter a little.`;
}

function notesOf(figures: Figures): string[] {
  if (figures.task === 'cluster') {
    const { evidence } = figures;
    const how =
      'Chosen by the product of two figures of held-out rows: the silhouette, and the stability, which is how far models of different halves of the rows agree (adjusted Rand index). Of mixtures with one number of clusters the likeliest on held-out rows takes part.';
    if (!evidence) return [how];
    const { silhouette, without, pValue } = evidence;
    return [
      how,
      `k-means with as many clusters has a held-out silhouette of ${formatNumber(silhouette)}; in data from one normal distribution with the same covariance it has ${formatNumber(without)} (p-value ${formatPValue(pValue)}). Columns with few values, such as categories, make this easy to pass.`,
    ];
  }
  const how = {
    excess_mass:
      'Chosen without labels: by how little room the least strange rows fill beside evenly strewn points (excess mass, on up to three columns at a time), among the detectors whose ranking comes back when they learn from other rows.',
    stability: 'Chosen without labels: by how far the ranking comes back when other rows are learned from.',
    order: 'The first candidate was taken: there was no time, or nothing, to compare it with.',
  }[figures.chosenBy];
  const scale = `A score is the share of held-out training rows that are less strange; above ${formatNumber(1 - figures.contamination)} a row counts as an anomaly.`;
  if (!figures.label)
    return [
      how,
      scale,
      'No label says which rows really are anomalies, so nothing here says how many are found. Name one with --label-column to know.',
    ];
  const { column, positive, rows, anomalies } = figures.label;
  return [
    how,
    scale,
    `The label "${column}" was never learned from: ${formatCount(anomalies)} of ${formatCount(rows)} held-out rows are "${positive}".`,
  ];
}

function candidatesOf(figures: Figures): UnlabelledReport['candidates'] {
  if (figures.task === 'anomaly') {
    return {
      columns: ['Detector', 'Excess mass', 'Stability'],
      rows: figures.candidates.map(({ name, excessMass, stability, chosen }) => ({
        cells: [name, excessMass, stability],
        chosen,
      })),
    };
  }
  return {
    columns: ['Method', 'Clusters', 'Score', 'Silhouette', 'Stability', 'Log-likelihood', 'BIC'],
    rows: figures.candidates.map((one) => ({
      cells: [
        one.name === 'kmeans' ? one.name : `${one.name}, ${String(one.params['covariance'])}`,
        String(one.clusters),
        one.score,
        one.silhouette,
        one.stability,
        one.logLikelihood,
        one.bic,
      ],
      chosen: one.chosen,
    })),
  };
}
