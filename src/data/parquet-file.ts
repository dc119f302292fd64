/**
 * Writes Parquet in bounded memory: rows gather in the engine until a part is full, parts go to files beside the target, and
 * closing merges them, as a stream, into one file.
 */
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelwrightError } from '../core/errors.ts';
import { sqlTypeOf } from '../sql/append-table.ts';
import { type Engine, openEngine, quoteIdentifier, quoteLiteral } from '../sql/engine.ts';
import { SqlError } from '../sql/sql-error.ts';
import type { Table } from '../table/table.ts';
import { filesSql } from './source-sql.ts';
import { explained, reveal, temporaryName } from './text-file.ts';

/** Cells that make a part full, and rows of a group of the file: what memory is needed for. */
const partCells = 1_000_000;
const groupRows = 50_000;

/** A Parquet file under a temporary name; see `TableWriter`. */
export async function openParquetFile(output: string, path: string) {
  const folder = await temporaryName(path);
  await explained(output, () => mkdir(folder));
  const engine: Engine = await openEngine({ threads: 1 });
  const parts: string[] = [];
  let names: string[] = [];
  /** Types of each column over all parts: whole numbers may be BIGINT in one and DOUBLE in another. */
  let types: Set<string>[] = [];
  let partTypes = '';
  let cells = 0;

  const flush = async () => {
    if (partTypes === '') return;
    const part = join(folder, `part-${parts.length}.parquet`);
    parts.push(part);
    await engine.run(`copy part to ${quoteLiteral(part)} (format parquet); drop table part`);
    partTypes = '';
    cells = 0;
  };

  const merge = async () => {
    const target = join(folder, 'whole.parquet');
    const wide = types.map((found) => (found.size > 1 ? '::DOUBLE' : ''));
    const list = names.map((name, i) => `${quoteIdentifier(name)}${wide[i]} as ${quoteIdentifier(name)}`).join(', ');
    const selects = wide.some((cast) => cast !== '')
      ? parts.map((part) => `select ${list} from read_parquet(${filesSql([part])})`)
      : [`select * from read_parquet(${filesSql(parts)})`];
    await engine.run(
      `copy (${selects.join(' union all ')}) to ${quoteLiteral(target)} (format parquet, compression zstd, row_group_size ${groupRows})`,
    );
    return target;
  };

  const guarded = <T>(work: () => Promise<T>) =>
    explained(output, async () => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        throw new ModelwrightError(
          'OUTPUT_UNWRITABLE',
          { output, problem: 'Parquet could not be written' },
          { cause: error },
        );
      }
    });

  return {
    write: (table: Table) =>
      guarded(async () => {
        refuseEqualNames(table, output);
        const found = table.columns.map(sqlTypeOf);
        names = table.columns.map((column) => column.name);
        if (partTypes !== '' && partTypes !== found.join()) await flush();
        types = found.map((type, i) => (types[i] ?? new Set()).add(type));
        partTypes = found.join();
        await engine.append('part', table);
        cells += table.nRows * table.columns.length;
        if (cells >= partCells) await flush();
      }),
    close: () =>
      guarded(async () => {
        await flush();
        const whole = await merge();
        engine.close();
        const file = await open(whole, 'r+');
        await file.sync();
        await file.close();
        await reveal(whole, path);
        await rm(folder, { recursive: true, force: true });
      }),
    async abort() {
      engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** DuckDB compares names without case. */
function refuseEqualNames(table: Table, output: string): void {
  const folded = new Set(table.columns.map((column) => column.name.toLowerCase()));
  if (folded.size === table.columns.length && !folded.has('')) return;
  const problem = 'Parquet needs column names that differ by more than case and are not empty';
  throw new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem });
}
