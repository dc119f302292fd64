/** Table of registry.db for API keys: who may use a server, and until when. A key itself is never kept. */
import type { Kysely } from 'kysely';

/** One key; a row is never removed, so that what a key did can be told for ever. */
export interface ApiKeyRow {
  key_id: string;
  name: string;
  /** SHA-256 of the key, as 64 hexadecimal digits. */
  hash: string;
  role: string;
  /** Names of the models that it is good for, as canonical JSON; null for all. */
  models: string | null;
  created_at: string;
  created_by: string;
  expires_at: string;
  revoked_at: string | null;
  /** Start of the hour in which it was last used. */
  last_used_at: string | null;
  /** Greater with every key made or revoked, so that servers notice for the price of one row. */
  change: number;
}

export interface KeyTables {
  api_keys: ApiKeyRow;
}

/** Adds the table to registry.db. */
export async function createKeyTables<Tables extends KeyTables>(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('api_keys')
    .addColumn('key_id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('models', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('last_used_at', 'text')
    .addColumn('change', 'integer', (column) => column.notNull().unique())
    .execute();
}
