/** One look at a model without a target in use: its rows and what it says of them against training. */
import type { OnProgress } from '../../core/progress.ts';
import { findClass } from '../../data/target-classes.ts';
import { anomalyClasses } from '../../estimators/unlabelled-predictions.ts';
import { anomalyFigures } from '../../evaluate/unlabelled/anomaly-figures.ts';
import { distributionsReady } from '../../math/distributions.ts';
import { predictionsOfEvents, tableOfEvents } from '../../monitor/current-table.ts';
import { flagAlerts } from '../../monitor/flag-alerts.ts';
import type { Outcomes } from '../../monitor/judge-performance.ts';
import { type MaskedColumns, maskedColumns } from '../../monitor/masked-columns.ts';
import { monitorModel } from '../../monitor/monitor.ts';
import type { Store } from '../../store/open-store.ts';
import { select, type Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { getRun } from '../../tracking/runs.ts';
import { recordedUnlabelled } from '../../train/recorded.ts';
import type { Reference } from '../../train/reference.ts';
import { sameKinds } from '../../train/same-kinds.ts';
import { type RecordedFigures, recordedFigures } from '../../train/unlabelled/recorded-figures.ts';
import type { UnlabelledDecision } from '../../train/unlabelled/request.ts';
import type { OpenedModel } from '../opened-model.ts';
import { trafficOf } from '../traffic.ts';
import { heldOutRows, referenceOf, scoredRows } from './held-out-rows.ts';
import { clusterSizes } from './judge-clusters.ts';
import { anomalyClass } from './known-classes.ts';
import { unlabelledRows } from './unlabelled-rows.ts';

/** What is compared with the reference. */
interface Current {
  readonly from: 'http' | 'batch' | 'source';
  readonly table: Table;
  /** Class code of each row that is known, by its place in the table: 1 for an anomaly. */
  readonly known: ReadonlyMap<number, number>;
  /** Columns that the log has masked, and the logged answers, since the rows cannot be asked again. */
  readonly masked?: { readonly columns: MaskedColumns; readonly answers: Predictions };
}

interface Watching {
  readonly opened: OpenedModel;
  readonly decision: UnlabelledDecision;
  readonly figures: RecordedFigures;
  readonly reference: Reference;
}

/** The resampling behind the intervals is the same at each look. */
const seed = 7;

/**
 * Compares the logged traffic, or a source, with what the version learned from.
 *
 * @throws TASK_UNLABELLED for a version from before its training kept something to compare with, ROWS_TOO_FEW when nothing was logged,
 *   and the errors of sources.
 */
export async function monitorUnlabelled(
  store: Store,
  opened: OpenedModel,
  request: {
    readonly current?: string;
    readonly since?: string;
    readonly onProgress: OnProgress;
    readonly signal?: AbortSignal;
  },
) {
  const { version, model } = opened;
  const decision = recordedUnlabelled(version)!;
  const { task, contamination } = decision.request;
  const figures = recordedFigures((await getRun(store, version.runId ?? '')).result);
  const watching = { opened, decision, figures, reference: await referenceOf(store, version) };
  const { from, table, known, masked } =
    request.current === undefined
      ? await loggedTraffic(store, watching, request)
      : await sourceRows(watching, request.current, request.onProgress);
  request.onProgress({ stage: 'compare' });
  await distributionsReady();
  // Scores are not logged: where the rows are masked, verdicts are compared with verdicts.
  const reference = masked ? withoutMeasures(watching.reference) : watching.reference;
  const predictions = masked?.answers ?? model.predict(table);
  const report = await monitorModel({
    reference: reference.table,
    current: table,
    masked: masked?.columns,
    target: model.signature.target,
    predictions: { reference: reference.predictions, current: predictions },
    outcomes: known.size > 0 ? outcomesOf(predictions, known) : undefined,
    metric: reference.metric,
    scores: reference.scores,
    seed,
  });
  const found = { model: { name: version.name, version: version.version }, from, ...report };
  if (task === 'cluster') {
    const clusters = clusterSizes(predictions.values, model.signature.target.classes, figures);
    const performance = { ...report.performance, message: 'Clusters have no outcome to be judged by.' };
    return { ...found, performance, clusters };
  }
  const anomalies = { contamination, ...anomalyFigures(scoredRows(predictions), heldOutRows(reference)) };
  return { ...found, anomalies, alerts: [...flagAlerts(anomalies), ...report.alerts] };
}

/** HTTP traffic where there is any, else batch predictions; labels may say of each prediction what the row really was. */
async function loggedTraffic(
  store: Store,
  { opened, figures }: Watching,
  asked: { readonly since?: string; readonly signal?: AbortSignal },
): Promise<Current> {
  const { version, model } = opened;
  const { looked, from } = await trafficOf(store, version, asked);
  const table = tableOfEvents(looked, model.signature);
  const columns = maskedColumns(looked);
  const { target } = model.signature;
  const masked = columns.size > 0 ? { columns, answers: predictionsOfEvents(looked, target) } : undefined;
  if (target.task === 'cluster') return { from, table, known: new Map(), masked };
  const labels = await store.labels.latest(looked.map(({ predictionId }) => predictionId));
  // Labels are those of training where it had some, or the words that the model itself uses.
  const anomaly = figures.label ? [figures.label.positive, anomalyClasses[1]] : [anomalyClasses[1], 'true', '1'];
  const known = looked.flatMap(({ predictionId }, row): [number, number][] => {
    const label = labels.get(predictionId)?.label;
    return label === undefined ? [] : [[row, Number(findClass(anomaly, String(label)) !== undefined)]];
  });
  return { from, table, known: new Map(known), masked };
}

function withoutMeasures({ predictions, ...reference }: Reference): Reference {
  return { ...reference, predictions: { values: predictions.values } };
}

async function sourceRows(
  { opened, decision, figures, reference }: Watching,
  source: string,
  onProgress: OnProgress,
): Promise<Current> {
  const { task, labelColumn: recorded } = decision.request;
  const rows = await unlabelledRows(opened, source, { recorded, onProgress });
  const inputs = opened.model.signature.inputs.map(({ name }) => name);
  const table = sameKinds(select(rows.table, inputs), reference.table, `source "${source}"`);
  if (!rows.known || task === 'cluster') return { from: 'source', table, known: new Map() };
  const positive = rows.known.classes.indexOf(anomalyClass(rows.known, undefined, figures.label?.positive));
  const { codes } = rows.known;
  return {
    from: 'source',
    table,
    known: new Map(Array.from(rows.known.rows, (row, i) => [row, Number(codes[i] === positive)])),
  };
}

/** The known rows as outcomes of a classifier of two classes. */
function outcomesOf({ values, measures }: Predictions, known: ReadonlyMap<number, number>): Outcomes {
  const rows = [...known.keys()];
  const scores = Float64Array.from(rows, (row) => (measures?.[0]?.values ?? values)[row]);
  return {
    task: 'binary',
    classes: anomalyClasses,
    yTrue: Float64Array.from(known.values()),
    predictions: {
      values: Float64Array.from(rows, (row) => values[row]),
      probabilities: [scores.map((score) => 1 - score), scores],
    },
  };
}
