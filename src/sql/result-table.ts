/** From a DuckDB result to tables of ours: at once, or batch by batch. */
import { setImmediate } from 'node:timers/promises';
import type * as duckdb from '@duckdb/node-api';
import { type Table, tableOf } from '../table/table.ts';
import { type ColumnBuilder, columnBuilder } from './column-builder.ts';
import type { RawVector } from './raw-vector.ts';
import { guarded } from './sql-error.ts';

type TypeNames = typeof duckdb.DuckDBTypeId;

/** Chunks (2,048 rows each) between two turns of the event loop. */
const chunksPerTurn = 64;

/** The whole of a result that DuckDB holds ready. */
export async function wholeResult(
  result: duckdb.DuckDBMaterializedResult,
  types: TypeNames,
  onRows?: (rows: number) => void,
): Promise<Table> {
  const builders = buildersFor(result, types, { whole: true, capacity: result.rowCount });
  let rows = 0;
  for (let k = 0; k < result.chunkCount; k++) {
    rows += take(builders, result.getChunk(k));
    if (k % chunksPerTurn !== chunksPerTurn - 1) continue;
    onRows?.(rows);
    await setImmediate();
  }
  onRows?.(rows);
  return finished(builders, rows);
}

/** A streaming result in batches of at least `batchRows` rows, the last one smaller; an empty result is one empty batch. */
export async function* resultBatches(
  result: duckdb.DuckDBResult,
  types: TypeNames,
  batchRows: number,
): AsyncGenerator<Table> {
  const fresh = () => buildersFor(result, types, { whole: false, capacity: 0 });
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

function buildersFor(
  result: duckdb.DuckDBResult,
  types: TypeNames,
  options: { readonly whole: boolean; readonly capacity: number },
): ColumnBuilder[] {
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
