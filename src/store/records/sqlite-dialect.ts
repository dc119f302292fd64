/** Kysely over SQLite with the one change that several processes need: every transaction begins as a writer. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { storeError } from '../store-error.ts';
import { beginImmediate, busyTimeoutMs, type Durability, openSqlite } from './sqlite-database.ts';
import { waitForTurn } from './wait-for-turn.ts';

/**
 * A deferred transaction that reads and then writes fails at once when another process wrote in between, whatever the busy timeout.
 * `begin immediate` takes the write lock first; while another process holds it, this one waits with its event loop free.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #path: string;

  constructor(database: SqliteDatabase, path: string) {
    super({ database });
    this.#path = path;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const run = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
    await run('pragma busy_timeout = 0');
    try {
      await waitForTurn(() => run(beginImmediate));
    } catch (error) {
      throw storeError(error, this.#path);
    } finally {
      await run(`pragma busy_timeout = ${busyTimeoutMs}`);
    }
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // After an I/O error SQLite has rolled back by itself and says so; the error that the caller needs is the first one.
    await super.rollbackTransaction(connection).catch(() => {});
  }
}

/** Opens the file and returns the query builder over it; `destroy()` closes it. */
export async function openRecords<Tables>(path: string, durability: Durability): Promise<Kysely<Tables>> {
  const database = await openSqlite(path, durability);
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ImmediateDriver(database, path),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}
