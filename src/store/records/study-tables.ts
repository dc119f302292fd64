/** Tables of studies in runs.db: a trial that was told survives a killed process (synchronous NORMAL). */
import type { Kysely } from 'kysely';

/** One study. Documents are canonical JSON text. */
export interface StudyRow {
  study_id: string;
  name: string;
  /** What its sequence of trials depends on: space, sampler, pruner, seed, directions, generation. */
  definition: string;
  created_at: string;
}

/**
 * One trial that ended or waits to be run. Lists of numbers are JSON, with names for what JSON cannot hold, so that trials
 * may have several values and constraints.
 */
export interface TrialRow {
  study_id: string;
  number: number;
  state: string;
  params: string;
  /** Declarations of the parameters where they were made by the running trial; else null. */
  space: string | null;
  /** One number for each direction of the study; null unless complete. */
  objectives: string | null;
  constraints: string | null;
  /** Pairs of step and number. */
  reports: string;
  attributes: string;
  /** Why it failed. */
  problem: string | null;
  started_at: string | null;
  finished_at: string | null;
}

/** Tables that studies add to runs.db. */
export interface StudyTables {
  studies: StudyRow;
  trials: TrialRow;
}

/** The step that adds studies to runs.db. */
export async function createStudyTables(db: Pick<Kysely<StudyTables>, 'schema'>): Promise<void> {
  await db.schema
    .createTable('studies')
    .addColumn('study_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('trials')
    .addColumn('study_id', 'text', (column) => column.notNull().references('studies.study_id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('space', 'text')
    .addColumn('objectives', 'text')
    .addColumn('constraints', 'text')
    .addColumn('reports', 'text', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('started_at', 'text')
    .addColumn('finished_at', 'text')
    .addPrimaryKeyConstraint('trials_key', ['study_id', 'number'])
    .execute();
}
