/** Step one of a training run: the rows, from its source and from those of earlier trainings. */
import { ModelwrightError } from '../core/errors.ts';
import { hashJson } from '../core/hash.ts';
import type { OnProgress } from '../core/progress.ts';
import { hashTable } from '../data/hash.ts';
import { readTable } from '../data/read.ts';
import { decodeTable } from '../data/snapshot.ts';
import { bundlesOf } from '../data/split.ts';
import { createRng } from '../math/philox.ts';
import type { Blobs } from '../store/blobs.ts';
import { concatTables } from '../table/concat.ts';
import { columnOf, findColumn, type Table, takeRows, without } from '../table/table.ts';
import type { ReadRequest, RecordedData } from './request.ts';
import { sameKinds } from './same-kinds.ts';

/** The data of a run. */
export interface ReadData {
  /** What the run trains on and keeps as its snapshot, after sampling; earlier rows first. */
  readonly table: Table;
  readonly earlierRows: number;
  /** Rows of the source that stand among the earlier ones already; they are left out. */
  readonly knownRows: number;
  /** Hash over every row that was read, before sampling. */
  readonly dataHash: string;
}

interface Part {
  readonly table: Table;
  readonly hash: string;
}

/**
 * Reads the source of a request, and before it what an earlier run learned from. The source may lack columns that nobody learns
 * from; they are dropped. A sample, where asked for, is drawn by the seed and keeps the order of rows.
 *
 * @throws COLUMN_NOT_FOUND without the target; ROWS_TOO_FEW when nothing is new; what `recordedData` throws.
 */
export async function readData(request: ReadRequest, blobs: Blobs, onProgress: OnProgress): Promise<ReadData> {
  const { plan, target, earlier, window, idColumns, exclude } = request;
  const source = `source "${plan.source}"`;
  const own = await readPart(request, onProgress);
  if (target !== undefined) columnOf(own.table, target, source);
  if (earlier === undefined) return { table: own.table, earlierRows: 0, knownRows: 0, dataHash: own.hash };
  const before = await recordedData(earlier, { blobs, what: `what ${source} is added to`, onProgress });
  const lacking = [...idColumns, ...exclude].filter((name) => findColumn(own.table, name) === undefined);
  const above = without(before, lacking);
  const below = sameKinds(own.table, above, source);
  const rows = newRows(above, below);
  const dataHash = hashJson([earlier.dataHash, own.hash]);
  const knownRows = below.nRows - rows.length;
  if (window === 'recent') return { table: takeRows(own.table, rows), earlierRows: 0, knownRows, dataHash };
  return { table: concatTables(above, takeRows(below, rows)), earlierRows: above.nRows, knownRows, dataHash };
}

/**
 * The data as a run read it: its snapshot, else its sources, read again and compared.
 *
 * @throws SNAPSHOT_CHANGED when the data was not kept and the source no longer has the recorded hash.
 */
export async function recordedData(
  { snapshotHash, dataHash, request }: RecordedData,
  { blobs, what, onProgress }: { readonly blobs: Blobs; readonly what: string; readonly onProgress: OnProgress },
): Promise<Table> {
  if (snapshotHash !== undefined) return decodeTable(await blobs.get(snapshotHash), snapshotHash);
  const { table, dataHash: actual } = await readData(request, blobs, onProgress);
  if (actual !== dataHash) throw new ModelwrightError('SNAPSHOT_CHANGED', { what, expected: dataHash, actual });
  return table;
}

async function readPart({ plan, sample, seed }: ReadRequest, onProgress: OnProgress): Promise<Part> {
  const all = await readTable(plan, { onProgress });
  const hash = hashTable(all);
  if (sample === undefined || sample >= all.nRows) return { table: all, hash };
  const chosen = createRng(seed).split('sample').permutation(all.nRows).subarray(0, sample);
  return {
    table: takeRows(
      all,
      chosen.sort((a, b) => a - b),
    ),
    hash,
  };
}

/**
 * The rows of a later table that are new. A row whose every column equals an earlier row's is taken for the same row, as in
 * exports that begin anew each time, so nothing that was learned from is judged on; combinations that are common in the data are
 * no sign of that.
 *
 * @throws ROWS_TOO_FEW when nothing is new.
 */
function newRows(earlier: Table, later: Table): Int32Array {
  const bundles = bundlesOf(concatTables(earlier, later));
  const seen = new Set(bundles.subarray(0, earlier.nRows));
  const rows = Int32Array.from({ length: later.nRows }, (_, row) => row);
  const fresh = rows.filter((row) => !seen.has(bundles[earlier.nRows + row]));
  if (fresh.length > 0) return fresh;
  const what = 'retraining, which counts only rows that the earlier training data lacks,';
  throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
}
