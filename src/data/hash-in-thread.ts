/** Hashes large tables in a worker thread, so that a second core takes part. The hash is the same either way. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../core/worker-file.ts';
import type { Column } from '../table/column.ts';
import type { Table } from '../table/table.ts';
import { hashTable } from './hash.ts';

/** Cells below which a thread is not worth its start. */
const manyCells = 2_000_000;

/** The table's hash. A table that is small, or not on shared memory, is hashed in place when the caller awaits. */
export async function digestOf(table: Table): Promise<string> {
  const worthIt = table.nRows * table.columns.length >= manyCells && table.columns.every(isShared);
  const entry = workerFile(import.meta.url, './hash-worker.ts');
  if (!worthIt || !existsSync(entry)) return hashTable(table);
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: table, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the hashing thread ended without an answer')));
  });
}

function isShared(column: Column): boolean {
  const { buffer } = column.kind === 'string' ? column.codes : column.values;
  return buffer instanceof SharedArrayBuffer;
}
