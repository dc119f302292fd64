/** What a Parquet source holds, from its footer; columns that float64 might round are looked at whole. */
import { open } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';
import type { Engine } from '../sql/engine.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { cell } from '../table/column.ts';
import { columnOf, type Table } from '../table/table.ts';
import { exactTypes } from './exact-types.ts';
import { nameOf } from './source-files.ts';
import { maxColumns, uniqueNames } from './source-names.ts';
import type { PlanColumn } from './source-plan.ts';
import { filesSql, readerSql } from './source-sql.ts';
import { translated } from './translate-sql-error.ts';

/**
 * Columns and rows of Parquet files with one schema.
 *
 * @throws SOURCE_TRUNCATED, SOURCE_UNREADABLE (damaged, schemas differ, binary columns), SOURCE_NO_ROWS, SOURCE_TOO_WIDE, SOURCE_COLUMN_DUPLICATE.
 */
export async function scanParquet(
  engine: Engine,
  source: string,
  files: readonly string[],
): Promise<{ columns: PlanColumn[]; rows: number }> {
  let rows = 0;
  let fields: Field[] | undefined;
  for (const file of files) {
    const name = nameOf(source, file, files);
    await checkFrame(name, file);
    const found = await translated(name, undefined, () => schemaOf(engine, name, file));
    rows += found.rows;
    if (fields && JSON.stringify(fields) !== JSON.stringify(found.fields)) {
      const problem = `file ${name} has other columns or types than file ${nameOf(source, files[0], files)}`;
      throw new ModelwrightError('SOURCE_UNREADABLE', { source, problem });
    }
    fields = found.fields;
  }
  if (!fields || rows === 0) throw new ModelwrightError('SOURCE_NO_ROWS', { source });
  const from = readerSql({ source, format: 'parquet', files, options: {}, columns: [] });
  const candidates = fields.map(({ field, type }) => ({ sql: quoteIdentifier(field), type }));
  const types = await translated(source, undefined, () => exactTypes(engine, from, candidates));
  const columns = fields.map(({ name, field, type }, i): PlanColumn => {
    const found = types[i];
    if (!found) {
      throw new ModelwrightError('SOURCE_UNREADABLE', {
        source,
        problem: `column "${name}" has type ${type.toLowerCase()}`,
      });
    }
    return { name, field, fieldType: type, ...found };
  });
  return { columns, rows };
}

interface Field {
  readonly name: string;
  readonly field: string;
  readonly type: string;
}

/** A Parquet file begins and ends with PAR1; before the end stands the length of the footer. */
async function checkFrame(source: string, path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new ModelwrightError('SOURCE_UNREADABLE', { source, problem: `the system says ${error.code}` });
  });
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(8);
    await file.read(head, 0, 4, 0);
    if (head.toString('latin1') !== 'PAR1') {
      throw new ModelwrightError('SOURCE_UNREADABLE', { source, problem: 'it does not begin as Parquet' });
    }
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    if (size < 12 || tail.toString('latin1', 4) !== 'PAR1') {
      throw new ModelwrightError('SOURCE_TRUNCATED', { source, problem: 'the end of a Parquet file is missing' });
    }
    if (tail.readUInt32LE(0) > size - 12) {
      throw new ModelwrightError('SOURCE_TRUNCATED', { source, problem: 'its Parquet footer is longer than the file' });
    }
  } finally {
    await file.close();
  }
}

async function schemaOf(engine: Engine, source: string, file: string): Promise<{ fields: Field[]; rows: number }> {
  const plan = { source, format: 'parquet', files: [file], options: {}, columns: [] } as const;
  const list = filesSql([file]);
  const described = await engine.query(`describe select * from ${readerSql(plan)}`);
  const schema = await engine.query(`select name, num_children from parquet_schema(${list})`);
  const footer = await engine.query(`select num_rows from parquet_file_metadata(${list})`);
  const groups = await engine.query(
    `select coalesce(sum(n), 0)::bigint n from (select any_value(row_group_num_rows) n from parquet_metadata(${list}) group by row_group_id)`,
  );
  const rows = numberAt(footer, 'num_rows', 0);
  if (numberAt(groups, 'n', 0) !== rows) {
    const problem = 'its Parquet footer contradicts itself about the number of rows';
    throw new ModelwrightError('SOURCE_UNREADABLE', { source, problem });
  }
  const names = uniqueNames(source, topLevelNames(schema));
  if (names.length > maxColumns || names.length !== described.nRows) {
    throw new ModelwrightError('SOURCE_UNREADABLE', { source, problem: 'its Parquet schema contradicts itself' });
  }
  const fieldNames = columnOf(described, 'column_name');
  const types = columnOf(described, 'column_type');
  const fields = names.map((name, i) => ({ name, field: String(cell(fieldNames, i)), type: String(cell(types, i)) }));
  return { fields, rows };
}

/** The schema is a tree in depth-first order; row 0 is its root. */
function topLevelNames(schema: Table): string[] {
  const names = columnOf(schema, 'name');
  const skipTree = (at: number): number => {
    let next = at + 1;
    for (let child = numberAt(schema, 'num_children', at); child > 0; child--) next = skipTree(next);
    return next;
  };
  const top: string[] = [];
  for (let at = 1; at < schema.nRows; at = skipTree(at)) top.push(String(cell(names, at)));
  return top;
}

function numberAt(table: Table, name: string, row: number): number {
  const value = cell(columnOf(table, name), row);
  return typeof value === 'number' ? value : 0;
}
