/** The entry of the thread that hashes a table; see hash-in-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Table } from '../table/table.ts';
import { hashTable } from './hash.ts';

parentPort?.postMessage(hashTable(workerData as Table));
