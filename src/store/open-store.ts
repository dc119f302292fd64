/** Opens everything that a home folder holds. The home is made on demand, for its owner alone. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { ModelwrightError } from '../core/errors.ts';
import { createAnchor } from './audit/anchor.ts';
import { type AuditLog, auditLog } from './audit/audit-log.ts';
import { fileBlobs } from './blobs/file-blobs.ts';
import type { Blobs } from './blobs.ts';
import { type Holdouts, recordHoldouts } from './holdouts/holdouts.ts';
import { forgetLabels, type Labels, recordLabels } from './labels/labels.ts';
import { filePredictionLog, predictionFolder } from './predictions/file-prediction-log.ts';
import type { PredictionLog } from './predictions/prediction-log.ts';
import type { DeclaredPrivacy } from './privacy/declared-privacy.ts';
import { type Erasures, fileErasures } from './privacy/erasures.ts';
import { homeKey } from './privacy/home-key.ts';
import { openMask } from './privacy/mask-events.ts';
import { createHoldoutTables } from './records/holdout-tables.ts';
import { addWebhookColumns, createJobTables } from './records/job-tables.ts';
import { createKeyTables } from './records/key-tables.ts';
import { migrate } from './records/migrate.ts';
import { createRegistryTables, type RegistryTables } from './records/registry-tables.ts';
import { createRolloutTables } from './records/rollout-tables.ts';
import { createRunTables, type RunTables } from './records/run-tables.ts';
import { createStudyTables } from './records/study-tables.ts';
import { createTestTables } from './records/test-tables.ts';
import { fileReserve, type Reserve } from './reserve.ts';
import { storeError } from './store-error.ts';

/** All state of a home folder. Open it once in a process, in its main thread, and close it in the end. */
export interface Store {
  /** Absolute path of the home folder. */
  readonly home: string;
  /** registry.db: runs' headers, registry, labels, audit, looks at holdouts. Every commit waits for the disk. */
  readonly records: Kysely<RegistryTables>;
  /** runs.db: series of metrics, studies and their trials, jobs. A commit survives a killed process. */
  readonly series: Kysely<RunTables>;
  readonly blobs: Blobs;
  /** How predictions are logged and how long they are kept, for processes that open the same store; absent: as they were answered, for ever. */
  readonly privacy?: DeclaredPrivacy;
  /** The audit log; administrative acts write through `audit.transact`. */
  readonly audit: AuditLog;
  readonly predictions: PredictionLog;
  /** What must not be in the prediction log any more. */
  readonly erasures: Erasures;
  readonly labels: Labels;
  /** Looks at sealed holdouts. */
  readonly holdouts: Holdouts;
  /** Flushes the prediction log and closes the databases. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** How predictions are logged; default: as they were answered. */
  readonly privacy?: DeclaredPrivacy;
}

const abandonedAfterMs = 60 * 60_000;

/**
 * Opens the store in `home`, creating what is missing. Many processes may do so at once.
 *
 * @throws STORE_NEWER, STORE_DAMAGED, STORE_UNWRITABLE
 */
export async function openStore(home: string, { privacy }: StoreOptions = {}): Promise<Store> {
  // Terminating a worker thread that holds an open database would abort the whole process.
  if (!isMainThread) throw new ModelwrightError('INTERNAL', { problem: 'a store is opened in main threads only' });
  const folder = resolve(home);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storeError(error, folder);
  }
  const reserve = fileReserve(join(folder, 'reserve'));
  // On a full disk there may be no room to open either, and what is urgent comes later.
  return await reserve.use(() => openIn(folder, reserve, privacy));
}

async function openIn(folder: string, reserve: Reserve, privacy: DeclaredPrivacy | undefined): Promise<Store> {
  // Loaded here, not above: commands that open no store start without the database and the query builder.
  const { openRecords } = await import('./records/sqlite-dialect.ts');
  const anchorPath = join(folder, 'audit.anchor');
  const opened: { destroy(): Promise<void> }[] = [];
  try {
    const records = await openRecords<RegistryTables>(join(folder, 'registry.db'), 'full');
    opened.push(records);
    await migrate(records, join(folder, 'registry.db'), [
      async (db) => {
        await createRegistryTables(db);
        await createAnchor(anchorPath);
      },
      createHoldoutTables,
      createTestTables,
      createKeyTables,
      createRolloutTables,
    ]);
    const series = await openRecords<RunTables>(join(folder, 'runs.db'), 'normal');
    opened.push(series);
    await migrate(series, join(folder, 'runs.db'), [
      createRunTables,
      createStudyTables,
      createJobTables,
      addWebhookColumns,
    ]);
    const blobs = fileBlobs(join(folder, 'blobs'));
    const erasures = fileErasures(folder);
    const maskOf = await openMask(privacy, () => homeKey(folder));
    const predictions = filePredictionLog(predictionFolder(folder), {
      maskOf,
      erasures,
      onErased: async (ids) => void (await forgetLabels(records, ids)),
    });
    const audit = auditLog(records, anchorPath, reserve);
    const swept = blobs.sweep(abandonedAfterMs).catch(() => 0);
    const filled = reserve.fill();
    return {
      home: folder,
      records,
      series,
      blobs,
      ...(privacy && { privacy }),
      audit,
      predictions,
      erasures,
      labels: recordLabels(records, predictions),
      holdouts: recordHoldouts(records, audit),
      async close() {
        await predictions.close();
        await Promise.all([swept, filled]);
        await Promise.all([records.destroy(), series.destroy()]);
      },
    };
  } catch (error) {
    await Promise.all(opened.map((database) => database.destroy()));
    throw storeError(error, folder);
  }
}
