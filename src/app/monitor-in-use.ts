/** One look at a model in use: its logged traffic, or a source, against what it learned from. */

import { checkpoint } from '../core/checkpoint.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import { outcomesOfEvents, predictionsOfEvents, tableOfEvents } from '../monitor/current-table.ts';
import type { Outcomes } from '../monitor/judge-performance.ts';
import { type MaskedColumns, maskedColumns } from '../monitor/masked-columns.ts';
import { monitorModel } from '../monitor/monitor.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import { isUnlabelled, labelledSignature, type Predictions } from '../table/task.ts';
import { recordedLineage } from '../train/recorded.ts';
import { type Reference, readReference } from '../train/reference.ts';
import { sameKinds } from '../train/same-kinds.ts';
import { sourceForModel } from './model-source.ts';
import { type OpenedModel, openModel } from './opened-model.ts';
import { trafficOf } from './traffic.ts';
import { truthOf } from './truth.ts';
import { monitorUnlabelled } from './unlabelled/monitor-unlabelled.ts';

export interface MonitorInUse {
  readonly model: string;
  /** A source instead of the logged traffic. */
  readonly current?: string;
  /** Only traffic from this ISO instant on. */
  readonly since?: string;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** What is compared with the reference. */
interface Current {
  /** Where the rows come from. */
  readonly from: 'http' | 'batch' | 'source';
  readonly table: Table;
  /** Columns that the log has masked. */
  readonly masked?: MaskedColumns;
  readonly predictions: Predictions;
  readonly outcomes?: Outcomes;
}

/** The resampling behind the intervals is the same at each look. */
const seed = 7;

/** @throws ROWS_TOO_FEW when nothing was logged; the errors of models and sources */
export async function monitorInUse(store: Store, request: MonitorInUse) {
  request.onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  if (isUnlabelled(opened.model.signature.target.task)) return await monitorUnlabelled(store, opened, request);
  const reference = await readReference(store.blobs, recordedLineage(opened.version).referenceHash);
  const current =
    request.current === undefined
      ? await loggedTraffic(store, opened, request)
      : await sourceRows(opened, reference, request.current, request);
  await checkpoint(request.signal, 'monitor');
  request.onProgress({ stage: 'compare' });
  const report = await monitorModel({
    reference: reference.table,
    current: current.table,
    masked: current.masked,
    target: opened.model.signature.target,
    predictions: { reference: reference.predictions, current: current.predictions },
    outcomes: current.outcomes,
    metric: reference.metric,
    scores: reference.scores,
    seed,
  });
  const { name, version } = opened.version;
  return { model: { name, version }, from: current.from, ...report };
}

/** HTTP traffic where there is any, else batch predictions; outcomes are those of all labelled ones. */
async function loggedTraffic(
  store: Store,
  { version, model }: OpenedModel,
  { since, signal }: MonitorInUse,
): Promise<Current> {
  const { signature } = model;
  const { events, looked, from } = await trafficOf(store, version, { since, signal });
  const labels = await store.labels.latest(events.map(({ predictionId }) => predictionId));
  const { outcomes } = outcomesOfEvents(events, labels, labelledSignature(signature, 'be monitored').target);
  return {
    from,
    table: tableOfEvents(looked, signature),
    masked: maskedColumns(looked),
    predictions: predictionsOfEvents(looked, signature.target),
    outcomes: outcomes.yTrue.length > 0 ? outcomes : undefined,
  };
}

async function sourceRows(
  opened: OpenedModel,
  reference: Reference,
  source: string,
  { onProgress, signal }: MonitorInUse,
): Promise<Current> {
  const { target } = labelledSignature(opened.model.signature, 'be monitored');
  const { plan, inputs, hasTarget } = await sourceForModel(opened, source, { target: true });
  const read = await readTable(plan, {
    columns: hasTarget ? [...new Set([...inputs, target.name])] : inputs,
    onProgress,
    signal,
  });
  await checkpoint(signal, 'monitor');
  const predictions = await predictAnywhere(opened.model, read);
  const table = sameKinds(select(read, inputs), reference.table, `source "${source}"`);
  if (!hasTarget) return { from: 'source', table, predictions };
  const { rows, yTrue } = truthOf(columnOf(read, target.name), target);
  const judged = await predictAnywhere(opened.model, takeRows(read, rows));
  const outcomes = { task: target.task, classes: target.classes, yTrue, predictions: judged };
  return { from: 'source', table, predictions, outcomes: rows.length > 0 ? outcomes : undefined };
}
