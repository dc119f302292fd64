/** Tables of runs.db: what a run writes often. A commit survives a killed process, not always a power cut (synchronous NORMAL). */
import type { Generated, Kysely } from 'kysely';
import type { JobTables } from './job-tables.ts';
import type { StudyTables } from './study-tables.ts';

/** One value of a metric at a step. `special` names a number that REAL cannot hold; then `value` is null. */
export interface MetricRow {
  id: Generated<number>;
  run_id: string;
  name: string;
  step: number;
  value: number | null;
  special: string | null;
  at: string;
}

/** Tables of runs.db. */
export interface RunTables extends StudyTables, JobTables {
  metrics: MetricRow;
}

/** First schema of runs.db. */
export async function createRunTables(db: Kysely<RunTables>): Promise<void> {
  await db.schema
    .createTable('metrics')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('step', 'integer', (column) => column.notNull())
    .addColumn('value', 'double precision')
    .addColumn('special', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('metrics_by_run').on('metrics').columns(['run_id', 'name', 'step']).execute();
}
