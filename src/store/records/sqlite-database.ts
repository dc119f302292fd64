/** One SQLite file as Kysely expects a database: settings, cached statements, bound values, errors from the table. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { isBusy, storeError } from '../store-error.ts';
import { waitForTurn } from './wait-for-turn.ts';

/** How long a statement outside a write transaction waits for a lock, in milliseconds. */
export const busyTimeoutMs = 5_000;

/** How a transaction begins. Its `busy` error comes through as it is, for the driver to try again. */
export const beginImmediate = 'begin immediate';

const maxStatements = 200;
const maxWalBytes = 64 * 1024 * 1024;

/** `full`: a commit waits for the disk. `normal`: a commit survives a killed process, a power cut may take the last ones. */
export type Durability = 'full' | 'normal';

/**
 * Opens or creates the file in WAL mode.
 *
 * @throws STORE_UNWRITABLE, STORE_DAMAGED
 */
export async function openSqlite(path: string, durability: Durability): Promise<SqliteDatabase> {
  let database: DatabaseSyncInstance | undefined;
  try {
    const opened = new DatabaseSync(path, { timeout: busyTimeoutMs, defensive: true });
    database = opened;
    // Switching to WAL takes an exclusive lock and does not honour the busy timeout, so several new processes take turns.
    await waitForTurn(() => opened.exec('pragma journal_mode = wal'));
    opened.exec(`pragma synchronous = ${durability}`);
    opened.exec('pragma foreign_keys = on');
    opened.exec('pragma trusted_schema = off');
    opened.exec('pragma cell_size_check = on');
    opened.exec(`pragma journal_size_limit = ${maxWalBytes}`);
    return asKyselyDatabase(opened, path);
  } catch (error) {
    database?.close();
    throw storeError(error, path);
  }
}

function asKyselyDatabase(database: DatabaseSyncInstance, path: string): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  const guarded = <Result>(sql: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw sql === beginImmediate && isBusy(error) ? error : storeError(error, path);
    }
  };
  return {
    close: () => {
      statements.clear();
      emptyWal(database);
      database.close();
    },
    prepare: (sql) => {
      const cached = statements.get(sql);
      if (cached) return cached;
      const statement = guarded(sql, () => database.prepare(sql));
      const prepared: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => guarded(sql, () => statement.all(...parameters.map(bound))),
        run: (parameters) => guarded(sql, () => statement.run(...parameters.map(bound))),
        iterate: (parameters) => guarded(sql, () => statement.iterate(...parameters.map(bound))),
      };
      if (statements.size >= maxStatements) statements.clear();
      statements.set(sql, prepared);
      return prepared;
    },
  };
}

/**
 * Moves the log's content into the database file. The driver frees statements only with the garbage collector, so `close` alone
 * would leave that to the end of the process.
 */
function emptyWal(database: DatabaseSyncInstance): void {
  try {
    database.exec('pragma busy_timeout = 0');
    database.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // Another process reads or writes; the last one to close empties the log.
  }
}

/** SQLite binds null, numbers, bigints, text and bytes; the other values that queries pass have one meaning each. */
function bound(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}
