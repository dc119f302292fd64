/** Tables of registry.db for rollouts: what is declared, where it stands, what servers counted, and what happened. */
import type { Generated, Kysely } from 'kysely';

/** One rollout. Documents are JSON text. */
export interface RolloutRow {
  rollout_id: string;
  model: string;
  /** Phase of the state, for lists. */
  phase: string;
  /** 1 once nothing is left to do: servers route by alias again. At most one rollout of a model is not settled. */
  settled: number;
  state: string;
  /** What is fixed at the start: how answers are counted, and by which gates a version is promoted. */
  setup: string;
  /** What servers are told; changes only when traffic does. */
  route: string;
  /** Answers of pairs that a shadow gave, compared. */
  pairs: string;
  /** The process that leads, and its fencing token; events of a lesser token are refused. */
  leader: string;
  token: number;
  /** Grows with every sign of life of the leader. Others take over when it stands still, by their own monotonic clocks. */
  beat: number;
  /** Labels up to this id were looked at. */
  label_cursor: number;
  started_at: string;
  started_by: string;
  ended_at: string | null;
}

/** What one server counted and the leader has not yet read. */
export interface RolloutCountRow {
  rollout_id: string;
  server: string;
  /** Grows by server: counts that are sent twice are kept once. */
  sequence: number;
  counts: string;
}

/** A unit that was seen, so that it counts once whichever servers it meets. */
export interface RolloutUnitRow {
  rollout_id: string;
  unit: string;
  variant: string;
  revision: number;
}

/** One thing that happened. */
export interface RolloutHistoryRow {
  id: Generated<number>;
  rollout_id: string;
  at: string;
  actor: string;
  event: string;
  details: string;
}

export interface RolloutTables {
  rollouts: RolloutRow;
  rollout_counts: RolloutCountRow;
  rollout_units: RolloutUnitRow;
  rollout_history: RolloutHistoryRow;
}

/** Adds the tables to registry.db. */
export async function createRolloutTables<Tables extends RolloutTables>(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('rollouts')
    .addColumn('rollout_id', 'text', (column) => column.primaryKey())
    .addColumn('model', 'text', (column) => column.notNull().references('models.model'))
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('settled', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('setup', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('pairs', 'text', (column) => column.notNull())
    .addColumn('leader', 'text', (column) => column.notNull())
    .addColumn('token', 'integer', (column) => column.notNull())
    .addColumn('beat', 'integer', (column) => column.notNull())
    .addColumn('label_cursor', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('started_by', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute();
  await db.schema.createIndex('rollouts_by_model').on('rollouts').columns(['model', 'settled']).execute();
  await db.schema
    .createTable('rollout_counts')
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.rollout_id'))
    .addColumn('server', 'text', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('counts', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollout_counts_key', ['rollout_id', 'server', 'sequence'])
    .execute();
  await db.schema
    .createTable('rollout_units')
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.rollout_id'))
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollout_units_key', ['rollout_id', 'unit'])
    .execute();
  await db.schema
    .createTable('rollout_history')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.rollout_id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('rollout_history_by_rollout')
    .on('rollout_history')
    .columns(['rollout_id', 'id'])
    .execute();
}
