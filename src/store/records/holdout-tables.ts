/** Tables of registry.db for sealed holdouts: how often each was looked at, and by whom. */
import type { Kysely } from 'kysely';

/** One holdout with what it has given away so far. */
export interface HoldoutRow {
  holdout_id: string;
  data_hash: string;
  source: string;
  target: string;
  rows: number;
  budget: number;
  looks: number;
  spent: number;
  all_plain: number;
  created_at: string;
}

/** One question that was answered. `spent_before` and `plain_before` are the holdout's state at that time. */
export interface HoldoutLookRow {
  holdout_id: string;
  look: number;
  question: string;
  subject: string;
  actor: string;
  at: string;
  outcome: string;
  cost: number;
  spent_before: number;
  plain_before: number;
}

export interface HoldoutTables {
  holdouts: HoldoutRow;
  holdout_looks: HoldoutLookRow;
}

/** Adds both tables to registry.db. */
export async function createHoldoutTables<Tables extends HoldoutTables>(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('holdouts')
    .addColumn('holdout_id', 'text', (column) => column.primaryKey())
    .addColumn('data_hash', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('rows', 'integer', (column) => column.notNull())
    .addColumn('budget', 'integer', (column) => column.notNull())
    .addColumn('looks', 'integer', (column) => column.notNull())
    .addColumn('spent', 'double precision', (column) => column.notNull())
    .addColumn('all_plain', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('holdout_looks')
    .addColumn('holdout_id', 'text', (column) => column.notNull().references('holdouts.holdout_id'))
    .addColumn('look', 'integer', (column) => column.notNull())
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('cost', 'double precision', (column) => column.notNull())
    .addColumn('spent_before', 'double precision', (column) => column.notNull())
    .addColumn('plain_before', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('holdout_looks_key', ['holdout_id', 'look'])
    .addUniqueConstraint('holdout_questions', ['holdout_id', 'question'])
    .execute();
}
