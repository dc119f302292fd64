/** Step one of a training run: the rows, from its source and from those of earlier trainings. */
import { ModelwrightError } from '../core/errors.ts';
import { hashJson } from '../core/hash.ts';
import type { OnProgress } from '../core/progress.ts';
import { hashTable } from '../data/hash.ts';
import { readTable } from '../data/read.ts';
import { bundlesOf } from '../data/split.ts';
import { createRng } from '../math/philox.ts';
import { concatTables } from '../table/concat.ts';
import { columnOf, findColumn, type Table, takeRows, without } from '../table/table.ts';
import type { EarlierData, TrainRequest } from './request.ts';
import { sameKinds } from './same-kinds.ts';

/** The data of a run. */
export interface ReadData {
  /** What the run trains on and keeps as its snapshot: earlier rows first, each part after its sampling. */
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

/** Reads the sources of a request. A sample, where asked for, is drawn by the seed and keeps the order of rows. */
export async function readData(request: TrainRequest, onProgress: OnProgress): Promise<ReadData> {
  const parts: Part[] = [];
  for (const part of [...(request.earlier ?? []), request]) parts.push(await readPart(part, onProgress));
  const [first, ...later] = parts;
  columnOf(first.table, request.target, `source "${request.plan.source}"`);
  if (later.length === 0) return { table: first.table, earlierRows: 0, knownRows: 0, dataHash: first.hash };
  const unused = [...request.idColumns, ...request.exclude];
  let joined = { table: first.table, earlierRows: 0, knownRows: 0 };
  for (const { table } of later) joined = joinNewRows(joined.table, table, unused);
  return { ...joined, dataHash: hashJson(parts.map(({ hash }) => hash)) };
}

async function readPart({ plan, sample, seed }: EarlierData, onProgress: OnProgress): Promise<Part> {
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
 * Adds the rows of a later source that are new. It may lack columns that nobody learns from; they are dropped. A row whose every
 * column equals an earlier row's is taken for the same row, as in exports that begin anew each time, so nothing that was learned
 * from is judged on; combinations that are common in the data are no sign of that.
 *
 * @throws ROWS_TOO_FEW when nothing is new.
 */
function joinNewRows(before: Table, later: Table, unused: readonly string[]): Omit<ReadData, 'dataHash'> {
  const lacking = unused.filter((name) => findColumn(later, name) === undefined);
  const earlier = without(before, lacking);
  const both = concatTables(earlier, sameKinds(later, earlier, 'the later source'));
  const bundles = bundlesOf(both);
  const seen = new Set(bundles.subarray(0, earlier.nRows));
  const isKept = (_: number, row: number) => row < earlier.nRows || !seen.has(bundles[row]);
  const kept = Int32Array.from(bundles.keys()).filter(isKept);
  if (kept.length === earlier.nRows) {
    const what = 'retraining, which counts only rows that the earlier training data lacks,';
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  }
  const table = kept.length === both.nRows ? both : takeRows(both, kept);
  return { table, earlierRows: earlier.nRows, knownRows: both.nRows - kept.length };
}
