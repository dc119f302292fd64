/** Reads a source by its plan: whole into memory, or in batches. Both deliver the same columns in the same order. */
import { requireWanted } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { type Engine, openEngine } from '../sql/engine.ts';
import type { Column } from '../table/column.ts';
import { listed, type Table, tableOf } from '../table/table.ts';
import type { DerivedColumn, PlanColumn, SourcePlan } from './source-plan.ts';
import { selectSql } from './source-sql.ts';
import { translateSqlError } from './translate-sql-error.ts';

/** What to read. */
export interface ReadOptions {
  /** Names to deliver; default all, derived ones last. The order is the plan's. */
  readonly columns?: readonly string[];
  /** Only the first rows. */
  readonly maxRows?: number;
  readonly onProgress?: OnProgress;
  /** True to put numbers and codes on shared memory, where worker threads read them without a copy. */
  readonly shared?: boolean;
  /** Ends the reading with CANCELLED. */
  readonly signal?: AbortSignal;
}

/**
 * The whole source, or the chosen part, in memory.
 *
 * @throws COLUMN_NOT_FOUND, SOURCE_UNREADABLE (also when the file is no longer what the plan says), DERIVE_INVALID, CANCELLED.
 */
export async function readTable(plan: SourcePlan, options: ReadOptions = {}): Promise<Table> {
  const sql = sqlFor(plan, options.columns, options.maxRows);
  const total = Math.min(plan.rows, options.maxRows ?? plan.rows);
  const engine = await openEngine();
  try {
    const table = await engine.query(sql, {
      expectedRows: total,
      shared: options.shared,
      onRows(done) {
        requireWanted(options.signal, `reading "${plan.source}"`);
        options.onProgress?.({ stage: 'read', done, total });
      },
    });
    checkRows(plan, table.nRows, total);
    return delivered(plan, table);
  } catch (error) {
    throw translateSqlError(error, plan.source, plan);
  } finally {
    engine.close();
  }
}

/**
 * The source in batches of about `batchRows` rows; memory does not grow with the source. Each batch has its own dictionaries.
 * The engine closes when the caller stops.
 */
export async function* streamTable(
  plan: SourcePlan,
  options: { readonly columns?: readonly string[]; readonly batchRows?: number } = {},
): AsyncGenerator<Table> {
  const sql = sqlFor(plan, options.columns);
  const engine: Engine = await openEngine();
  let rows = 0;
  try {
    for await (const table of engine.stream(sql, { batchRows: options.batchRows })) {
      rows += table.nRows;
      yield delivered(plan, table);
    }
    checkRows(plan, rows, plan.rows);
  } catch (error) {
    throw translateSqlError(error, plan.source, plan);
  } finally {
    engine.close();
  }
}

function sqlFor(plan: SourcePlan, columns?: readonly string[], limit?: number): string {
  if (!columns) return selectSql(plan, undefined, limit);
  const names = [...plan.columns, ...plan.derive].map((column) => column.name);
  const known = new Set(names);
  const unknown = columns.find((column) => !known.has(column));
  if (unknown !== undefined) {
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: unknown, source: plan.source, available: listed(names) });
  }
  return selectSql(plan, new Set(columns), limit);
}

/** Gives each column the kind that the plan promises. */
function delivered(plan: SourcePlan, table: Table): Table {
  const promised = new Map<string, PlanColumn | DerivedColumn>();
  for (const column of [...plan.columns, ...plan.derive]) promised.set(column.name, column);
  const columns = table.columns.map((column): Column => {
    const { kind, exact } = promised.get(column.name)!;
    if (column.kind !== kind || (column.kind === 'string' && column.exact))
      throw changed(plan, `column "${column.name}" is of another kind`);
    return column.kind === 'string' && exact ? { ...column, exact } : column;
  });
  return tableOf(columns, table.nRows);
}

/** The plan counted the rows; a reader that finds fewer or more must not pass silently. */
function checkRows(plan: SourcePlan, found: number, expected: number): void {
  if (found !== expected) throw changed(plan, `${found} rows were read where ${expected} were counted`);
}

function changed(plan: SourcePlan, problem: string): ModelwrightError {
  return new ModelwrightError('SOURCE_UNREADABLE', { source: plan.source, problem });
}
