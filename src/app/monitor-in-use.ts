/** One look at a model in use: its logged traffic, or a source, against what it learned from. */
import { checkpoint, requireWanted } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { outcomesOfEvents, predictionsOfEvents, tableOfEvents } from '../monitor/current-table.ts';
import type { Outcomes } from '../monitor/judge-performance.ts';
import { monitorModel } from '../monitor/monitor.ts';
import type { Store } from '../store/open-store.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import { labelledSignature, type Predictions } from '../table/task.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { recordedLineage } from '../train/recorded.ts';
import { type Reference, readReference } from '../train/reference.ts';
import { sameKinds } from '../train/same-kinds.ts';
import { sourceForModel } from './model-source.ts';
import { type OpenedModel, openModel } from './opened-model.ts';
import { truthOf } from './truth.ts';

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
  readonly predictions: Predictions;
  readonly outcomes?: Outcomes;
}

/** Most logged predictions that one look takes in: the latest. */
const mostEvents = 100_000;
/** The resampling behind the intervals is the same at each look. */
const seed = 7;

/** @throws ROWS_TOO_FEW when nothing was logged; the errors of models and sources */
export async function monitorInUse(store: Store, request: MonitorInUse) {
  request.onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  labelledSignature(opened.model.signature, 'be monitored; train it again on current rows and compare the reports');
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
  const events = await latestEvents(store, { name: version.name, version: version.version, since, signal });
  if (events.length === 0) {
    const what = `monitoring ${version.name}@${version.version} (logged predictions; serve it, or pass --current <source>)`;
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  }
  const http = events.filter(({ source }) => source === 'http');
  const looked = http.length > 0 ? http : events;
  const labels = await store.labels.latest(events.map(({ predictionId }) => predictionId));
  const { outcomes } = outcomesOfEvents(events, labels, labelledSignature(signature, 'be monitored').target);
  return {
    from: http.length > 0 ? 'http' : 'batch',
    table: tableOfEvents(looked, signature),
    predictions: predictionsOfEvents(looked, signature.target),
    outcomes: outcomes.yTrue.length > 0 ? outcomes : undefined,
  };
}

async function latestEvents(
  store: Store,
  { name, version, since, signal }: Pick<MonitorInUse, 'since' | 'signal'> & Pick<ModelVersion, 'name' | 'version'>,
): Promise<PredictionEvent[]> {
  let events: PredictionEvent[] = [];
  for await (const batch of store.predictions.read(name, { since, versions: [version] })) {
    requireWanted(signal, 'monitor');
    events.push(...batch);
    if (events.length > 2 * mostEvents) events = latest(events);
  }
  return latest(events);
}

function latest(events: PredictionEvent[]): PredictionEvent[] {
  if (events.length <= mostEvents) return events;
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-mostEvents);
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
  const predictions = opened.model.predict(read);
  const table = sameKinds(select(read, inputs), reference.table, `source "${source}"`);
  if (!hasTarget) return { from: 'source', table, predictions };
  const { rows, yTrue } = truthOf(columnOf(read, target.name), target);
  const judged = opened.model.predict(takeRows(read, rows));
  const outcomes = { task: target.task, classes: target.classes, yTrue, predictions: judged };
  return { from: 'source', table, predictions, outcomes: rows.length > 0 ? outcomes : undefined };
}
