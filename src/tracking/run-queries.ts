/** Looking at runs: list, show, compare. */
import type { Kysely, Selectable } from 'kysely';
import { canonicalJson, compareCodeUnits, type Json } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { RegistryTables, RunRow } from '../store/records/registry-tables.ts';
import { decodeDocument, decodeMetrics, type Metrics } from './documents.ts';
import { flatten } from './flatten.ts';
import { interruptExpired } from './lease.ts';
import { type MetricPoint, readSeries } from './metric-series.ts';
import { listed } from './versions.ts';

export type RunStatus = 'running' | 'finished' | 'failed' | 'cancelled' | 'interrupted';

/** One run in a list. */
export interface RunRecord {
  readonly runId: string;
  readonly status: RunStatus;
  readonly name: string;
  readonly kind: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly metrics: Metrics;
}

/** Everything about one run. */
export interface RunDetails extends RunRecord {
  readonly actor: string;
  readonly config: Json;
  readonly result: Json;
  /** `{ code, message, details }` of a failed run, else null. */
  readonly error: Json;
  readonly series: readonly MetricPoint[];
}

/** Runs side by side; a field or metric has one value for each run, in their order. */
export interface RunComparison {
  readonly runs: readonly RunRecord[];
  /** Settings that differ, by their path in the configuration. */
  readonly config: readonly { readonly field: string; readonly values: readonly Json[] }[];
  readonly metrics: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** Runs, the newest first; of one name when given. */
export async function listRuns(
  store: Store,
  { name, limit = 100 }: { readonly name?: string; readonly limit?: number } = {},
): Promise<RunRecord[]> {
  await interruptExpired(store.records);
  let query = store.records.selectFrom('runs').selectAll().orderBy('run_id', 'desc').limit(limit);
  if (name !== undefined) query = query.where('name', '=', name);
  return (await query.execute()).map(runRecord);
}

/** One run. @throws RUN_NOT_FOUND, listing the latest */
export async function getRun(store: Store, runId: string): Promise<RunDetails> {
  const row = await runRow(store, runId);
  return {
    ...runRecord(row),
    actor: row.actor,
    config: decodeDocument(row.config),
    result: decodeDocument(row.result),
    error: decodeDocument(row.error),
    series: await readSeries(store.series, runId),
  };
}

/** Compares runs: the settings that differ and all metrics; null where a run has none. @throws RUN_NOT_FOUND */
export async function compareRuns(store: Store, runIds: readonly string[]): Promise<RunComparison> {
  const rows: Selectable<RunRow>[] = [];
  for (const runId of runIds) rows.push(await runRow(store, runId));
  const runs = rows.map(runRecord);
  const settings = rows.map((row) => flatten(decodeDocument(row.config)));
  const config = namesIn(settings)
    .map((field) => ({ field, values: settings.map((setting) => setting.get(field) ?? null) }))
    .filter(({ values }) => values.some((value) => canonicalJson(value) !== canonicalJson(values[0])));
  const figures = runs.map((run) => new Map(Object.entries(run.metrics)));
  const metrics = namesIn(figures).map((name) => ({ name, values: figures.map((figure) => figure.get(name) ?? null) }));
  return { runs, config, metrics };
}

async function runRow(store: Store, runId: string): Promise<Selectable<RunRow>> {
  await interruptExpired(store.records);
  const row = await store.records.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
  if (row) return row;
  throw new ModelwrightError('RUN_NOT_FOUND', { run: runId, available: listed(await latestIds(store.records)) });
}

async function latestIds(db: Kysely<RegistryTables>): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('run_id').orderBy('run_id', 'desc').limit(5).execute();
  return rows.map((row) => row.run_id);
}

function runRecord(row: Selectable<RunRow>): RunRecord {
  return {
    runId: row.run_id,
    status: row.status as RunStatus,
    name: row.name,
    kind: row.kind,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    metrics: decodeMetrics(row.metrics),
  };
}

function namesIn(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort(compareCodeUnits);
}
