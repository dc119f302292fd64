/**
 * The columnar engine: DuckDB in this process, over files and over tables of ours. Nothing outside this folder imports DuckDB.
 * Extensions are never installed or loaded by themselves, the time zone is UTC, rows keep their order whatever the threads.
 */
import { rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type * as duckdb from '@duckdb/node-api';
import { newId } from '../core/ids.ts';
import type { Table } from '../table/table.ts';
import { appendTable } from './append-table.ts';
import { type QueryOptions, resultBatches, wholeResult } from './result-table.ts';
import { guarded } from './sql-error.ts';

export { quoteIdentifier, quoteLiteral } from './quote.ts';

/** One private in-memory database with one connection; one query at a time. Close it, or its memory stays. */
export interface Engine {
  /** The whole result. Integers and decimals that float64 cannot hold come as exact text, decided per column. */
  query(sql: string, options?: QueryOptions): Promise<Table>;
  /** The result in batches of about `batchRows` rows (default 65,536); memory does not grow with the result. */
  stream(sql: string, options?: { batchRows?: number }): AsyncIterable<Table>;
  /** Statements without a result of interest. */
  run(sql: string): Promise<void>;
  /** Appends rows to a table of the database; the first call creates it from the columns' types. */
  append(name: string, table: Table): Promise<void>;
  /** Stops the running query, which then fails with kind `interrupted`. Safe at any time. */
  interrupt(): void;
  /** Frees everything; further calls do nothing. */
  close(): void;
}

/** What DuckDB may use. */
export interface EngineOptions {
  /** Default: the cores, at most 4. */
  readonly threads?: number;
  /** Such as `1GB`; default a quarter of the memory that this process may use. Beyond it DuckDB spills to a temporary folder. */
  readonly memoryLimit?: string;
}

/** Opens an engine; DuckDB itself is loaded by the first call. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const library = (await import('@duckdb/node-api')) as typeof duckdb;
  const spillFolder = join(tmpdir(), newId('modelwright-spill'));
  const { instance, connection } = await guarded(async () => {
    const instance = await library.DuckDBInstance.create(':memory:', {
      threads: String(options.threads ?? Math.min(availableParallelism(), 4)),
      memory_limit: options.memoryLimit ?? defaultMemoryLimit(),
      temp_directory: spillFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'true',
    });
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    return { instance, connection };
  });

  let closed = false;
  return {
    async query(sql, options = {}) {
      return wholeResult(await guarded(() => connection.stream(sql)), library.DuckDBTypeId, options);
    },
    async *stream(sql, { batchRows = 65_536 } = {}) {
      yield* resultBatches(await guarded(() => connection.stream(sql)), library.DuckDBTypeId, batchRows);
    },
    run: (sql) => guarded(async () => void (await connection.run(sql))),
    append: (name, table) => guarded(() => appendTable(library, connection, name, table)),
    interrupt: () => connection.interrupt(),
    close() {
      if (closed) return;
      closed = true;
      connection.closeSync();
      instance.closeSync();
      rmSync(spillFolder, { recursive: true, force: true });
    },
  };
}

/** A quarter of the machine's memory or of the container's, whichever is smaller. */
function defaultMemoryLimit(): string {
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return `${Math.max(256, Math.floor(bytes / 4 / (1 << 20)))}MiB`;
}
