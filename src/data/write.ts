/** Writes tables to files, batch by batch. The file appears under its name whole, or not at all. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ModelwrightError } from '../core/errors.ts';
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { csvHeader, csvLines } from './csv-text.ts';
import { jsonObjects } from './json-text.ts';
import { openParquetFile } from './parquet-file.ts';
import { formatOf } from './source-files.ts';
import { openTextFile, type PendingFile } from './text-file.ts';

/** Takes batches in order. Await each call: that is the back-pressure. After an error call `abort`. */
export interface TableWriter {
  /** @throws SHAPE_MISMATCH when the columns are not those of the first batch; VALUE_INVALID, OUTPUT_UNWRITABLE. */
  write(table: Table): Promise<void>;
  /** Makes the file visible and durable. */
  close(): Promise<void>;
  /** Leaves nothing behind. Does nothing after `close`. */
  abort(): Promise<void>;
}

/** Rows that become one piece of text: few, because the piece is made of many short strings. */
const pieceRows = 64;

/**
 * A writer chosen by the ending: .csv, .tsv, .ndjson, .jsonl, .json (each also .gz) or .parquet. An existing file is replaced.
 *
 * @throws OUTPUT_UNWRITABLE.
 */
export async function openTableWriter(output: string): Promise<TableWriter> {
  const path = resolve(output);
  const format = formatOf(path);
  const unwritable = (problem: string) => new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem });
  if (!format) throw unwritable('its ending must be .csv, .tsv, .ndjson, .json (each also .gz) or .parquet');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable('it is a folder');
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) throw unwritable('its folder does not exist');
  if (format.format === 'parquet') return checked(await openParquetFile(output, path), output);
  const file = await openTextFile(output, path, format.gzip);
  if (format.format === 'csv') return checked(csvFile(file, format.delimiter ?? ','), output);
  return checked(jsonFile(file, /\.json(\.gz)?$/i.test(path)), output);
}

/** What one format does with batches that are known to fit together. */
interface BatchFile {
  write(table: Table, first: boolean): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

function csvFile(file: PendingFile, delimiter: string): BatchFile {
  return {
    async write(table, first) {
      if (first) await file.append(csvHeader(table.columns, delimiter));
      const lines = csvLines(table, delimiter);
      for (const [from, to] of pieces(table)) await file.append(lines(from, to));
    },
    close: () => file.close(),
    abort: () => file.abort(),
  };
}

function jsonFile(file: PendingFile, isArray: boolean): BatchFile {
  const between = isArray ? ',\n' : '\n';
  let rows = 0;
  return {
    async write(table, first) {
      if (first && isArray) await file.append('[');
      const objects = jsonObjects(table, between);
      for (const [from, to] of pieces(table)) {
        const start = rows > 0 ? between : isArray ? '\n' : '';
        rows += to - from;
        await file.append(start + objects(from, to));
      }
    },
    async close() {
      await file.append(isArray ? '\n]\n' : rows > 0 ? '\n' : '');
      await file.close();
    },
    abort: () => file.abort(),
  };
}

function* pieces(table: Table): Generator<[number, number]> {
  for (let from = 0; from < table.nRows; from += pieceRows) yield [from, Math.min(from + pieceRows, table.nRows)];
}

function checked(file: BatchFile, output: string): TableWriter {
  let shape: string | undefined;
  let ended = false;
  return {
    async write(table) {
      const found = JSON.stringify(table.columns.map(shapeOf));
      const first = shape === undefined;
      shape ??= found;
      if (found !== shape) {
        throw new ModelwrightError('SHAPE_MISMATCH', {
          what: 'batch',
          law: 'the columns of the first batch',
          value: 'others',
        });
      }
      await file.write(table, first);
    },
    async close() {
      if (shape === undefined)
        throw new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem: 'no table was written' });
      await file.close();
      ended = true;
    },
    async abort() {
      if (!ended) await file.abort();
      ended = true;
    },
  };
}

function shapeOf(column: Column): readonly (string | undefined)[] {
  return [column.name, column.kind, column.kind === 'string' ? column.exact : undefined];
}
