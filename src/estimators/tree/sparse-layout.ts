/** Where the sparse columns of a fit lie in its memory; see kernel/sparse-rows.ts. */
import type { BinnedTable } from './binned-table.ts';
import type { Views } from './training-memory.ts';

export interface SparseLayout {
  /** The addend of every row; written as records are that hold no columns. */
  readonly records: number;
  readonly stride: number;
  /** Where the list of each row begins, nRows + 1 numbers, and the lists: where the cells are in a histogram, in bytes. */
  readonly starts: number;
  readonly entries: number;
  /** By column of the table: its first place in `rows` and `bins`; the next column's follows it. */
  readonly firsts: Int32Array;
  /** Column by column: rows outside of the usual bin, and the bin of each. */
  readonly rows: number;
  readonly bins: number;
  /** Room for the bins of one column, written out. */
  readonly codes: number;
  /** Entries of a row, on average, at least 1. */
  readonly length: number;
  /** Rows of a piece of work. */
  readonly pieceRows: number;
}

/** Entries that make a piece of work. */
const pieceEntries = 32_768;

/** Plans room for the sparse columns of a table; undefined when it has none. */
export function planSparse(
  { sparse, nRows, nWatched }: BinnedTable,
  take: (bytes: number) => number,
): SparseLayout | undefined {
  const nEntries = sparse.reduce((sum, column) => sum + (column?.nTraining ?? 0), 0);
  if (nEntries === 0) return undefined;
  const firsts = new Int32Array(sparse.length + 1);
  for (const [j, column] of sparse.entries()) firsts[j + 1] = firsts[j] + (column?.rows.length ?? 0);
  const length = Math.max(1, nEntries / nRows);
  return {
    records: take(nRows * 16),
    stride: 16,
    starts: take((nRows + 1) * 4),
    entries: take(nEntries * 4),
    firsts,
    rows: take(firsts[sparse.length] * 4),
    bins: take(firsts[sparse.length]),
    codes: take(nRows + nWatched),
    length,
    pieceRows: Math.max(1, Math.floor(pieceEntries / length)),
  };
}

/**
 * Writes the lists of the columns and those of the rows.
 *
 * @param cellsOf Where each column's cells begin in a histogram, in bytes.
 */
export function writeSparse(
  { sparse, nRows }: BinnedTable,
  layout: SparseLayout,
  cellsOf: (column: number) => number,
  { u8, i32, u32 }: Views,
): void {
  const next = new Uint32Array(nRows + 1);
  for (const [j, column] of sparse.entries()) {
    if (!column) continue;
    i32.set(column.rows, layout.rows / 4 + layout.firsts[j]);
    u8.set(column.codes, layout.bins + layout.firsts[j]);
    for (let i = 0; i < column.nTraining; i++) next[column.rows[i] + 1]++;
  }
  for (let row = 0; row < nRows; row++) next[row + 1] += next[row];
  u32.set(next, layout.starts / 4);
  const entries = layout.entries / 4;
  for (const [j, column] of sparse.entries()) {
    if (!column) continue;
    const cells = cellsOf(j);
    for (let i = 0; i < column.nTraining; i++) u32[entries + next[column.rows[i]]++] = cells + column.codes[i] * 16;
  }
}
