/**
 * Tables of registry.db: what must never be lost, so every commit waits for the disk (synchronous FULL).
 * A run's header row lives here and not with its metrics: finishing a run and registering its model is one transaction.
 */
import type { Generated, Kysely, Transaction } from 'kysely';
import type { HoldoutTables } from './holdout-tables.ts';
import type { KeyTables } from './key-tables.ts';
import type { RolloutTables } from './rollout-tables.ts';
import type { TestTables } from './test-tables.ts';

/** One run. Documents are canonical JSON text. */
export interface RunRow {
  run_id: string;
  name: string;
  kind: string;
  status: string;
  actor: string;
  /** Who may finish the run: a random token of the process that started it. */
  owner: string;
  started_at: string;
  finished_at: string | null;
  /** Milliseconds since 1970; past it a running run counts as interrupted. */
  lease_until: number;
  config: string;
  metrics: string;
  result: string | null;
  error: string | null;
}

/** A model's name; the row makes version numbers and `not found` lists cheap. */
export interface ModelRow {
  model: string;
  created_at: string;
  latest: number;
}

/** One immutable version. */
export interface VersionRow {
  model: string;
  version: number;
  artifact_hash: string;
  run_id: string | null;
  signature: string;
  lineage: string;
  metrics: string;
  /** What was decided to train, for reproducing it, where it differs from the run's. */
  decision: string | null;
  verdict: string | null;
  promotable: number;
  directly_evaluated: number;
  created_at: string;
  created_by: string;
}

/** Where an alias points now. */
export interface AliasRow {
  model: string;
  alias: string;
  version: number;
  /** Index of the current promotion in alias_promotions. */
  depth: number;
}

/** The promotions that rollback can go back through; a rollback pops, a promotion pushes on what is current. */
export interface AliasPromotionRow {
  model: string;
  alias: string;
  depth: number;
  version: number;
}

/** Every move of an alias, for ever. */
export interface AliasHistoryRow {
  id: Generated<number>;
  model: string;
  alias: string;
  action: string;
  from_version: number | null;
  to_version: number;
  reason: string;
  actor: string;
  at: string;
}

/** One link of the audit chain. */
export interface AuditRow {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: string;
  previous_hash: string;
  hash: string;
}

/** One label as it arrived. `label` is JSON of a text or a number. */
export interface LabelRow {
  id: Generated<number>;
  prediction_id: string;
  observed_at: string;
  label: string;
  received_at: string;
}

/** Named counters; `generation` changes with every registration and alias move. */
export interface CounterRow {
  name: string;
  value: number;
}

/** Tables of registry.db. */
export interface RegistryTables extends HoldoutTables, KeyTables, RolloutTables, TestTables {
  runs: RunRow;
  models: ModelRow;
  versions: VersionRow;
  aliases: AliasRow;
  alias_promotions: AliasPromotionRow;
  alias_history: AliasHistoryRow;
  audit: AuditRow;
  labels: LabelRow;
  counters: CounterRow;
}

/** registry.db, for queries, and one transaction on it. */
export type Records = Kysely<RegistryTables>;
export type RecordsTransaction = Transaction<RegistryTables>;

/** First schema of registry.db. */
export async function createRegistryTables(db: Kysely<RegistryTables>): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('run_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .addColumn('config', 'text', (column) => column.notNull())
    .addColumn('metrics', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .addColumn('error', 'text')
    .execute();
  await db.schema.createIndex('runs_by_status').on('runs').columns(['status', 'lease_until']).execute();
  await db.schema
    .createTable('models')
    .addColumn('model', 'text', (column) => column.primaryKey())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('latest', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('versions')
    .addColumn('model', 'text', (column) => column.notNull().references('models.model'))
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('artifact_hash', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.references('runs.run_id'))
    .addColumn('signature', 'text', (column) => column.notNull())
    .addColumn('lineage', 'text', (column) => column.notNull())
    .addColumn('metrics', 'text', (column) => column.notNull())
    .addColumn('decision', 'text')
    .addColumn('verdict', 'text')
    .addColumn('promotable', 'integer', (column) => column.notNull())
    .addColumn('directly_evaluated', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('versions_key', ['model', 'version'])
    .execute();
  await db.schema.createIndex('versions_by_run').on('versions').column('run_id').execute();
  await db.schema
    .createTable('aliases')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('aliases_key', ['model', 'alias'])
    .addForeignKeyConstraint('aliases_version', ['model', 'version'], 'versions', ['model', 'version'])
    .execute();
  await db.schema
    .createTable('alias_promotions')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull())
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('alias_promotions_key', ['model', 'alias', 'depth'])
    .addForeignKeyConstraint('alias_promotions_version', ['model', 'version'], 'versions', ['model', 'version'])
    .execute();
  await db.schema
    .createTable('alias_history')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('alias', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('from_version', 'integer')
    .addColumn('to_version', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('alias_history_by_model').on('alias_history').columns(['model', 'id']).execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('labels')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('prediction_id', 'text', (column) => column.notNull())
    .addColumn('observed_at', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('labels_once', ['prediction_id', 'observed_at', 'label'])
    .execute();
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'integer', (column) => column.notNull())
    .execute();
  await db.insertInto('counters').values({ name: 'generation', value: 0 }).execute();
}
