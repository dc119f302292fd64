/** One look at a model in use: its logged traffic, or a source, against what it learned from. */

import { checkpoint } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { outcomesOfEvents, predictionsOfEvents, tableOfEvents } from '../monitor/current-table.ts';
import type { Outcomes } from '../monitor/judge-performance.ts';
import { type MaskedColumns, maskedColumns } from '../monitor/masked-columns.ts';
import { monitorModel } from '../monitor/monitor.ts';
import type { Store } from '../store/open-store.ts';
import type { Table } from '../table/table.ts';
import { isUnlabelled, labelledSignature, type Predictions } from '../table/task.ts';
import { isTrainedHere, recordedLineage } from '../train/recorded.ts';
import { type Reference, readReference } from '../train/reference.ts';
import { sameKinds } from '../train/same-kinds.ts';
import { answeredRows } from './answered-rows.ts';
import { type OpenedModel, openModel } from './opened-model.ts';
import { referenceOfSource } from './reference-of-source.ts';
import { trafficOf } from './traffic.ts';
import { monitorUnlabelled } from './unlabelled/monitor-unlabelled.ts';

export interface MonitorInUse {
  readonly model: string;
  /** A source instead of the logged traffic. */
  readonly current?: string;
  /** A source as the reference, instead of what training left. */
  readonly reference?: string;
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
  const { task } = opened.model.signature.target;
  if (isUnlabelled(task)) {
    const wish = 'be compared with rows other than those of its training';
    if (request.reference !== undefined) throw new ModelwrightError('TASK_UNLABELLED', { task, wish });
    return { ...(await monitorUnlabelled(store, opened, request)), against: 'training' as const };
  }
  const reference = await referenceFor(store, opened, request);
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
    against: request.reference === undefined ? 'training' : 'the reference',
    seed,
  });
  const { name, version } = opened.version;
  const against = request.reference === undefined ? ('training' as const) : ('reference' as const);
  return { model: { name, version }, from: current.from, against, ...report };
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
  request: MonitorInUse,
): Promise<Current> {
  const answered = await answeredRows(opened, source, request);
  return { ...answered, from: 'source', table: sameKinds(answered.table, reference.table, `source "${source}"`) };
}

/** What training left, or rows that the caller knows. @throws REFERENCE_MISSING for an imported model without such rows */
async function referenceFor(store: Store, opened: OpenedModel, request: MonitorInUse): Promise<Reference> {
  if (request.reference !== undefined) {
    return await referenceOfSource(opened, request.reference, { ...request, seed });
  }
  const { version } = opened;
  if (!isTrainedHere(version)) {
    throw new ModelwrightError('REFERENCE_MISSING', { model: `${version.name}@${version.version}` });
  }
  return await readReference(store.blobs, recordedLineage(version).referenceHash);
}
