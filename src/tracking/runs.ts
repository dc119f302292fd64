/** Tracked runs: started with a lease, fed with metrics, finished together with the registration of what they made. */

import type { Transaction } from 'kysely';
import type { Json } from '../core/canonical-json.ts';
import { nowIso } from '../core/clock.ts';
import { asModelwrightError, ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { checkName } from '../core/names.ts';
import { plainJson } from '../core/plain-json.ts';
import type { Store } from '../store/open-store.ts';
import type { RegistryTables } from '../store/records/registry-tables.ts';
import { checkText } from '../store/text.ts';
import { encodeDocument, encodeMetrics, type Metrics } from './documents.ts';
import { leaseEnd, renewLease } from './lease.ts';
import { MetricSeries } from './metric-series.ts';
import { requireArtifact } from './registry.ts';
import { insertVersion, type ModelVersion, modelVersion, type NewVersion } from './versions.ts';

export { compareRuns, getRun, listRuns, type RunDetails, type RunRecord, type RunStatus } from './run-queries.ts';

export interface NewRun {
  /** What the run is about, usually the model's name. */
  readonly name: string;
  /** `train`, `retrain`, ... */
  readonly kind: string;
  readonly config: Json;
  readonly actor: string;
}

/** What a finished run leaves. */
export interface RunOutcome {
  readonly metrics: Metrics;
  readonly result: Json;
  readonly register?: NewVersion;
}

/** A run that this process works on. Exactly one of `finish`, `fail` and `cancel` ends it. */
export interface Run {
  readonly runId: string;
  /** Stores a value of a metric; without a step it takes the next one. Waiting is optional, `finish` waits for all. */
  logMetric(name: string, value: number, step?: number): Promise<void>;
  /**
   * Ends the run and registers what it made, in one transaction: afterwards both are there, or neither. Calling it again after an
   * answer that was lost returns the same version.
   *
   * @throws ARTIFACT_DAMAGED when the artifact is not stored; STORE_CONFLICT when the run has ended otherwise.
   */
  finish(outcome: RunOutcome): Promise<ModelVersion | undefined>;
  /** Ends the run as failed and keeps the error's code and message. */
  fail(error: unknown): Promise<void>;
  cancel(): Promise<void>;
}

/** Starts a run. Its process renews a lease; when the process dies, the run becomes `interrupted` within 15 s. */
export async function startRun(store: Store, { name, kind, config, actor }: NewRun): Promise<Run> {
  const runId = newId('run');
  const owner = newId('owner');
  await store.records.transaction().execute((db) =>
    db
      .insertInto('runs')
      .values({
        run_id: runId,
        name: checkName(name),
        kind: checkName(kind),
        status: 'running',
        actor: checkText('actor', actor, 256),
        owner,
        started_at: nowIso(),
        finished_at: null,
        lease_until: leaseEnd(),
        config: encodeDocument('config', config),
        metrics: encodeMetrics({}),
        result: null,
        error: null,
      })
      .execute(),
  );
  const series = new MetricSeries(store.series, runId);
  const stopRenewing = renewLease(store.records, { runId, owner });

  const end = async (status: 'failed' | 'cancelled', error: Json) => {
    stopRenewing();
    await series.settled().catch(() => {});
    await store.records.transaction().execute((db) =>
      db
        .updateTable('runs')
        .set({ status, finished_at: nowIso(), error: encodeDocument('error', error) })
        .where('run_id', '=', runId)
        .where('owner', '=', owner)
        .where('status', 'in', ['running', 'interrupted'])
        .execute(),
    );
  };

  return {
    runId,
    logMetric: (metric, value, step) => series.add(checkText('metric', metric, 256), value, step),

    async finish({ metrics, result, register }) {
      await series.settled();
      if (register) await requireArtifact(store, register);
      const version = await store.audit.transact(async (db, record) => {
        const { numUpdatedRows } = await db
          .updateTable('runs')
          .set({
            status: 'finished',
            finished_at: nowIso(),
            metrics: encodeMetrics(metrics),
            result: encodeDocument('result', result),
          })
          .where('run_id', '=', runId)
          .where('owner', '=', owner)
          .where('status', 'in', ['running', 'interrupted'])
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return await earlierOutcome(db, runId);
        return register && (await insertVersion(db, record, register, { runId, actor }));
      });
      stopRenewing();
      return version;
    },

    async fail(error) {
      const { code, message, details } = asModelwrightError(error);
      await end('failed', plainJson({ code, message, details }));
    },

    cancel: () => end('cancelled', null),
  };
}

/** What the first of two equal calls of `finish` registered. */
async function earlierOutcome(db: Transaction<RegistryTables>, runId: string): Promise<ModelVersion | undefined> {
  const run = await db.selectFrom('runs').select('status').where('run_id', '=', runId).executeTakeFirst();
  if (run?.status !== 'finished') throw new ModelwrightError('STORE_CONFLICT', { what: `run ${runId}` });
  const row = await db
    .selectFrom('versions')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('created_at')
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const aliases = await db
    .selectFrom('aliases')
    .select('alias')
    .where('model', '=', row.model)
    .where('version', '=', row.version)
    .orderBy('alias')
    .execute();
  return modelVersion(
    row,
    aliases.map(({ alias }) => alias),
  );
}
