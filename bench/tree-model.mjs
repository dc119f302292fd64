/** Boosted trees on real flights: the data, the settings, and a folder to work in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { vegaData } from './measure.mjs';

/** 100 trees of 31 leaves, in the words of both sides. */
export const treeParams = { nEstimators: 100, numLeaves: 31, learningRate: 0.1 };

/** Writes some flights as numbers (hour, weekday, day, distance, two airport codes and the delay) to a Parquet or CSV file. */
export async function writeFlights(path, rows) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`
    copy (
      select hour(date) + 0.5 as hour, dayofweek(date) + 0.5 as weekday, dayofyear(date) + 0.5 as day,
        distance + 0.5 as distance, hash(origin) % 251 + 0.5 as origin, hash(destination) % 251 + 0.5 as destination,
        delay + 0.5 as delay
      from (
        select *, file_row_number as place from read_parquet('${vegaData}flights-3m.parquet', file_row_number = true)
        order by hash(file_row_number) limit ${rows}
      ) order by place
    ) to '${path}'`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** Runs work with a folder that is removed afterwards. */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
