/** From a DuckDB result to tables of ours: at once, or batch by batch. */
import type * as duckdb from '@duckdb/node-api';
import { type Table, tableOf } from '../table/table.ts';
import { type BuilderOptions, type ColumnBuilder, columnBuilder } from './column-builder.ts';
import type { RawVector } from './raw-vector.ts';
import { guarded } from './sql-error.ts';

type TypeNames = typeof duckdb.DuckDBTypeId;

/** For results that are read whole. */
export interface QueryOptions {
  /** How many rows are likely to come; spares copies while columns grow. */
  readonly expectedRows?: number;
  /** Hears how many rows have come. */
  readonly onRows?: (rows: number) => void;
  /** With `expectedRows`: puts numbers and codes on shared memory, where worker threads read them without a copy. */
  readonly shared?: boolean;
}

/** A whole result. The kind of a column is decided by all its values. */
export async function wholeResult(
  result: duckdb.DuckDBResult,
  types: TypeNames,
  { onRows, expectedRows = 0, shared = false }: QueryOptions,
): Promise<Table> {
  const builders = buildersFor(result, types, { whole: true, capacity: expectedRows, shared });
  let rows = 0;
  for await (const chunk of chunksOf(result)) {
    rows += take(builders, chunk);
    onRows?.(rows);
  }
  return finished(builders, rows);
}

/** A streaming result in batches of at least `batchRows` rows, the last one smaller; an empty result is one empty batch. */
export async function* resultBatches(
  result: duckdb.DuckDBResult,
  types: TypeNames,
  batchRows: number,
): AsyncGenerator<Table> {
  const fresh = () => buildersFor(result, types, { whole: false, capacity: 0, shared: false });
  let builders = fresh();
  let rows = 0;
  let given = false;
  for await (const chunk of chunksOf(result)) {
    rows += take(builders, chunk);
    if (rows < batchRows) continue;
    yield finished(builders, rows);
    given = true;
    builders = fresh();
    rows = 0;
  }
  if (rows > 0 || !given) yield finished(builders, rows);
}

function buildersFor(result: duckdb.DuckDBResult, types: TypeNames, options: BuilderOptions): ColumnBuilder[] {
  return result.columnNames().map((name, i) => columnBuilder(name, types[result.columnTypeId(i)], options));
}

function take(builders: readonly ColumnBuilder[], chunk: duckdb.DuckDBDataChunk): number {
  const { rowCount } = chunk;
  builders.forEach((builder, i) => {
    builder.append(chunk.getColumnVector(i) as unknown as RawVector, rowCount);
  });
  return rowCount;
}

function finished(builders: readonly ColumnBuilder[], rows: number): Table {
  return tableOf(
    builders.map((builder) => builder.finish()),
    rows,
  );
}

/** The chunks of a result. DuckDB prepares the next one in its own thread while the caller works on this one. */
async function* chunksOf(result: duckdb.DuckDBResult): AsyncGenerator<duckdb.DuckDBDataChunk> {
  const fetched = () => {
    const chunk = guarded(() => result.fetchChunk());
    chunk.catch(() => {});
    return chunk;
  };
  let next = fetched();
  try {
    for (;;) {
      const chunk = await next;
      if (!chunk || chunk.rowCount === 0) return;
      next = fetched();
      yield chunk;
    }
  } finally {
    // The connection must not be closed under a running fetch; a failure was or will be told by the loop.
    await next.catch(() => {});
  }
}
