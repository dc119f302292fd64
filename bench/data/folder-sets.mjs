/** Real tables from the folder that MODELWRIGHT_BENCH_DATA names, as files for both sides. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createRng } from '../../dist/math/philox.js';
import { writeTableFile } from './table-file.mjs';

/** The path of a data file, or the reason why there is none. */
export function dataFile(name) {
  const folder = process.env.MODELWRIGHT_BENCH_DATA;
  if (!folder) return { reason: 'MODELWRIGHT_BENCH_DATA names no folder with the data sets' };
  const path = join(folder, name);
  return existsSync(path) ? { path } : { reason: `there is no ${name} in the data folder` };
}

/** Runs a query; its columns by name. */
export async function queryColumns(sql) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = (await connection.runAndReadAll(sql)).getColumnsObjectJS();
  connection.closeSync();
  instance.closeSync();
  return columns;
}

/** Flights that came more than 15 minutes late, from distance, four parts of the date and two airports as categories. */
export async function writeLateFlights(path, source, { trainRows, testRows }) {
  const rows = trainRows + testRows;
  const found = await queryColumns(`
    select distance::float as distance, (hour(date) * 60 + minute(date))::float as minute, month(date)::float as month,
      day(date)::float as day, dayofweek(date)::float as weekday,
      (dense_rank() over (order by origin) - 1)::float as origin,
      (dense_rank() over (order by destination) - 1)::float as destination, (delay > 15)::int::float as late
    from (
      select * from read_parquet('${source}', file_row_number = true) order by hash(file_row_number) limit ${rows}
    )
    order by hash(file_row_number + 1)`);
  const columns = ['distance', 'minute', 'month', 'day', 'weekday'].map((name) => ({ name }));
  for (const name of ['origin', 'destination']) {
    const categories = found[name].reduce((most, code) => Math.max(most, code + 1), 0);
    columns.push({ name, categories });
  }
  const valuesOf = (j) => found[columns[j]?.name ?? 'late'];
  return writeTableFile(path, { columns, trainRows, rows, task: 'binary', valuesOf });
}

/**
 * A set as numbers: texts as categories by code, in the order of the texts, truth values as 0 and 1, instants in days.
 *
 * @param set.target column to predict; `set.task`; `set.drop` columns to leave out; `set.rows` how many to draw
 *   of a Parquet file.
 * @returns `columns` with `name`, `categories` where values are codes, and `values` (NaN: missing); `y` numbers or class codes.
 */
export async function readSet(source, { target, task, drop = [], rows }) {
  const found = await queryColumns(
    source.endsWith('.parquet')
      ? `select * exclude (file_row_number) from read_parquet('${source}', file_row_number = true)
         order by hash(file_row_number) limit ${rows}`
      : `select * from read_csv('${source}', sample_size = -1)`,
  );
  const columns = Object.entries(found)
    .filter(([name]) => name !== target && !drop.includes(name))
    .map(([name, cells]) => ({ name, ...asNumbers(cells) }));
  if (task === 'regression') return { columns, y: found[target].map(Number), nClasses: 0 };
  const { codes, classes } = codesOf(found[target]);
  return { columns, y: codes, nClasses: classes.length };
}

/** The set as a table file; a fifth of the rows, drawn by chance, are for tests. */
export async function writeCsvSet(path, source, set) {
  const { columns, y } = await readSet(source, set);
  const rows = y.length;
  const order = createRng(3).permutation(rows);
  const valuesOf = (j) => Array.from(order, (row) => (columns[j]?.values ?? y)[row]);
  const described = columns.map(({ name, categories }) => ({ name, categories }));
  const trainRows = Math.floor(rows * 0.8);
  return writeTableFile(path, { columns: described, trainRows, rows, task: set.task, dtype: 'f64', valuesOf });
}

function asNumbers(cells) {
  const sample = cells.find((cell) => cell !== null);
  if (typeof sample === 'string') {
    const { codes, classes } = codesOf(cells);
    return { values: codes, categories: classes.length };
  }
  return {
    values: cells.map((cell) => (cell === null ? Number.NaN : cell instanceof Date ? cell / 86_400_000 : Number(cell))),
  };
}

function codesOf(cells) {
  const text = (cell) => String(cell);
  const classes = [...new Set(cells.filter((cell) => cell !== null).map(text))].sort();
  const codes = new Map(classes.map((name, code) => [name, code]));
  return { classes, codes: cells.map((cell) => (cell === null ? Number.NaN : codes.get(text(cell)))) };
}
