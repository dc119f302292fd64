/** Cuts the demo's files out of three million real US flights of 2001, with SQL and a fixed rule for the sample. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const installed = dirname(createRequire(import.meta.url).resolve('vega-datasets'));
const flights = join(installed, '..', 'data', 'flights-3m.parquet').replaceAll("'", "''");

/** Airports of the western states: the traffic that grows in the second act. */
const west =
  "('LAX', 'SFO', 'SEA', 'PDX', 'LAS', 'PHX', 'SAN', 'DEN', 'SLC', 'SJC', 'OAK', 'SMF', 'ONT', 'BUR', 'SNA')";

/** Writes the files and returns their paths. */
export async function cutFlights(folder) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const write = async (name, where, rows, columns = '*') => {
    const path = join(folder, name);
    await connection.run(`
      copy (
        select ${columns} from (
          select *, file_row_number as place from read_parquet('${flights}', file_row_number = true) where ${where}
          order by hash(file_row_number) limit ${rows}
        ) order by date, place
      ) to '${path.replaceAll("'", "''")}'`);
    return path;
  };
  const fields = 'date, delay, distance, origin, destination';
  const spring = "date >= '2001-04-01' and date < '2001-06-01'";
  const summer = "date >= '2001-06-01'";
  try {
    return {
      /** What the model learns from: January and February. */
      early: await write('january-february.parquet', "date < '2001-03-01'", 40_000, fields),
      /** Traffic like that of the training. */
      march: await write('march.parquet', "date >= '2001-03-01' and date < '2001-04-01'", 1_500, fields),
      /** Traffic after the business moved west. */
      west: await write('west-spring.parquet', `${spring} and origin in ${west}`, 3_000, fields),
      /** Labelled flights of the new kind, for retraining. */
      fresh: await write(
        'west-spring-and-summer.parquet',
        `(${spring} or ${summer}) and origin in ${west}`,
        16_000,
        fields,
      ),
      /** January and February with the delays dealt out anew: nothing can be learned from it. */
      shuffled: await shuffled(connection, join(folder, 'shuffled.parquet'), join(folder, 'january-february.parquet')),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function shuffled(connection, path, source) {
  const from = `read_parquet('${source.replaceAll("'", "''")}')`;
  await connection.run(`
    copy (
      select date, delay, distance, origin, destination
      from (select * exclude (delay), row_number() over (order by hash(date, origin, destination, distance)) as seat from ${from})
      join (select delay, row_number() over (order by hash(delay, date, destination)) as seat from ${from}) using (seat)
      order by date, origin, destination
    ) to '${path.replaceAll("'", "''")}'`);
  return path;
}

/** The flights of a file as rows for the server, with their outcomes beside them. */
export async function rowsOf(path) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`
      select strftime(date, '%Y-%m-%dT%H:%M:%S') as date, distance::integer as distance, origin, destination, delay > 15 as late
      from read_parquet('${path.replaceAll("'", "''")}')`);
    return reader.getRowObjectsJson().map(({ late, ...row }) => ({ row, late: String(late) }));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
