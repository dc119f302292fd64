/** Tables of jobs in runs.db: long work that outlives the process that began it (synchronous NORMAL). */
import type { Kysely } from 'kysely';

/** One job. */
export interface JobRow {
  job_id: string;
  /** What is to be done, such as `predict`. */
  kind: string;
  /** What it is about, such as `flights@3`. */
  subject: string;
  /** What else the worker must know, as JSON. */
  request: string;
  state: string;
  /** Steps that are done, such as rows. */
  progress: number;
  /** Times that a worker began it. */
  attempts: number;
  /** Who works on it; null unless it runs. */
  owner: string | null;
  /** The owner's sign of life: another number each time. */
  lease_until: number;
  /** 1 when somebody wants it to stop. */
  cancelled: number;
  /** Code and message of what it failed with, as JSON. */
  problem: string | null;
  created_at: string;
  finished_at: string | null;
  /** Who is told when it has ended; null for nobody. */
  webhook: string | null;
  /** `pending`, `delivered` or `failed`; null where nobody is told. */
  webhook_state: string | null;
  /** Attempts to tell it that were begun. */
  webhook_attempts: number;
  /** Status of the last answer; null without one. */
  webhook_status: number | null;
  /** Milliseconds since 1970-01-01T00:00:00Z from which the next attempt may be. */
  webhook_due: number;
}

/** Tables that jobs add to runs.db. */
export interface JobTables {
  jobs: JobRow;
}

/** The step that adds jobs to runs.db. */
export async function createJobTables(db: Pick<Kysely<JobTables>, 'schema'>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('job_id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('progress', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('owner', 'text')
    .addColumn('lease_until', 'integer', (column) => column.notNull())
    .addColumn('cancelled', 'integer', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .execute();
  await db.schema.createIndex('jobs_by_state').on('jobs').columns(['state', 'job_id']).execute();
}

/** The step that adds to jobs who is told of their end. */
export async function addWebhookColumns(db: Pick<Kysely<JobTables>, 'schema'>): Promise<void> {
  const add = () => db.schema.alterTable('jobs');
  await add().addColumn('webhook', 'text').execute();
  await add().addColumn('webhook_state', 'text').execute();
  await add()
    .addColumn('webhook_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await add().addColumn('webhook_status', 'integer').execute();
  await add()
    .addColumn('webhook_due', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('jobs_by_webhook')
    .on('jobs')
    .columns(['webhook_state', 'webhook', 'webhook_due'])
    .execute();
}
