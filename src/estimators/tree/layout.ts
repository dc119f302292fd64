/**
 * Where the arrays of a fit lie in the memory that its threads share. Addresses are bytes; structs of the kernel are
 * described in kernel/rules.ts, kernel/split.ts and kernel/leaf.ts.
 */
import { powersOfTwo } from '../../math/powers-of-two.ts';
import type { BinnedTable } from './binned-table.ts';
import { areHessiansCoarse } from './grid-unit.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { planSparse, type SparseLayout } from './sparse-layout.ts';

/** Bytes of the structs. */
export const structBytes = { cell: 16, column: 16, leaf: 96, leafRows: 16, found: 64, rules: 120 } as const;

/** Columns that a row's record holds side by side. */
export const blockColumns = 32;
/** Columns per word of a record; a record is filled up to whole words. */
const wordColumns = 4;
const tileRows = 512;
/** Two lists of ratios and bins of the categories of a column; see kernel/category-split.ts. */
export const sortBytes = 2 * (256 * 8 + 256 * 2);
/** Least columns that are searched in one piece, and most pieces of a search. */
export const searchColumns = 4;
export const mostSearchPieces = 64;
/** Rows of a piece of work. Pieces depend on the data alone, never on the number of threads. */
export const chunkRows = 16_384;

/** Some columns as records. */
export interface Block {
  readonly columns: readonly number[];
  readonly words: number;
  /** Bytes of a record. */
  readonly stride: number;
  readonly records: number;
  /** Where each column's cells begin in a histogram: 4 * words numbers. */
  readonly offsets: number;
}

/** Room of one thread. */
export interface ThreadRoom {
  readonly tile: number;
  readonly sort: number;
  /** Its part of the histogram that all threads fill; 0 for the first, which fills the leaf's own. */
  readonly histogram: number;
}

export interface Layout {
  readonly nRows: number;
  /** Rows that are watched; their numbers follow those of the others. */
  readonly nWatched: number;
  readonly nColumns: number;
  /** Bits of the number of rows in a cell. */
  readonly countBits: number;
  readonly rules: number;
  /** nColumns structs. */
  readonly columns: number;
  /** For each column the bin that is not filled in a histogram, of a sparse one, or -1: nColumns numbers. */
  readonly usual: number;
  /** Of the columns that are not sparse: nRows + nWatched bins, column by column. */
  readonly bins: number;
  /** By column: which of those it is; -1: it is sparse. */
  readonly places: Int32Array;
  readonly blocks: readonly Block[];
  readonly sparse?: SparseLayout;
  /** Cells that a row is added to, on average. */
  readonly rowCells: number;
  /** Cells that add up to the sums of all rows: where they begin in a histogram, in bytes, and how many. */
  readonly totals: { readonly offset: number; readonly n: number };
  /** nRows doubles each; 0 where the kernel needs no such array: hessians that are all alike, derivatives of its own. */
  readonly gradients: number;
  readonly hessians: number;
  /** For derivatives that the kernel computes: nRows targets, nRows weights (0: all are 1), the tables of exp. */
  readonly targets: number;
  readonly weights: number;
  readonly expTables: number;
  /** Row numbers, twice for parting to and fro, and room for those on the way. */
  readonly rows: readonly [number, number];
  readonly spare: number;
  /** Row numbers of those that a tree did not learn from. */
  readonly passengers: number;
  /** Rows that stayed left, by chunk, and where the chunk's parts go. */
  readonly chunks: number;
  /** 256 bytes: which bins go left. */
  readonly goesLeft: number;
  /** The largest derivatives, by chunk. */
  readonly largest: number;
  /** Columns to search: nColumns numbers. */
  readonly searched: number;
  /** A struct for every leaf of the tree. */
  readonly leaves: number;
  /** For every leaf of a grown tree: address of its rows, their number, and a value (f64). */
  readonly leafRows: number;
  /** Leaves need sums of hessians on a finer grid than that of histograms. */
  readonly finerHessians: boolean;
  /** A cell to add up in. */
  readonly cell: number;
  /** What was found in each column of the two leaves that are searched together. */
  readonly found: readonly [number, number];
  readonly threads: readonly ThreadRoom[];
  /** Addresses of the histograms that belong to the one that is searched: a number per thread. */
  readonly parts: number;
  /** What the splits of a level gain, and the orders of categories; see kernel/level-gains.ts. 0: levels have no common split. */
  readonly gains: number;
  readonly orders: number;
  readonly histogramBytes: number;
  readonly histograms: readonly number[];
}

/** Bytes of histograms that wait for the split of their leaf. */
const mostHistogramBytes = 1_073_741_824;

export interface LayoutOptions {
  readonly threads: number;
  /** Trees learn from some of the rows only. */
  readonly sampled: boolean;
  readonly equalHessians: boolean;
  /** The kernel computes the derivatives; some weights are not 1. */
  readonly inKernel: boolean;
  readonly weighted: boolean;
  /** All leaves of a level take the same split. */
  readonly symmetric: boolean;
  /** Most leaves of a tree. */
  readonly leaves: number;
  /** Most histograms that may wait; more only cost less time. */
  readonly histograms: number;
}

/** Three numbers in the first 64 bytes, then the roots in two parts, and the powers of two; see kernel/logistic.ts. */

const expTableBytes = 64 + 2 * 128 * 8 + powersOfTwo.byteLength;

/** Plans the memory of a fit. */
export function planLayout(table: BinnedTable, plan: MemoryPlan, options: LayoutOptions): Layout {
  const { nRows, nWatched, columns } = table;
  const nColumns = columns.length;
  const countBits = 32 - Math.clz32(nRows);
  const nChunks = Math.ceil(nRows / chunkRows);
  const nCells = columns.reduce((sum, { bins }) => sum + bins.nBins + 1, 0);
  // Two more cells: what the unused bytes of a record count into, and all rows, where there are sparse columns.
  const histogramBytes = (nCells + 2) * structBytes.cell;
  const take = (bytes: number) => plan.take(bytes);
  const places = placesOf(table);
  const dense = columns.flatMap((_, j) => (places[j] < 0 ? [] : [j]));
  const sparse = planSparse(table, take);
  const shared = {
    nRows,
    nWatched,
    nColumns,
    countBits,
    rules: take(structBytes.rules),
    columns: take(nColumns * structBytes.column),
    usual: take(nColumns * 4),
    bins: take(dense.length * (nRows + nWatched)),
    places,
    blocks: planBlocks(dense, nRows, take),
    ...(sparse && { sparse }),
    rowCells: dense.length + (sparse?.length ?? 0),
    totals: sparse
      ? { offset: (nCells + 1) * structBytes.cell, n: 1 }
      : { offset: 0, n: (columns[0]?.bins.nBins ?? -1) + 1 },
    gradients: options.inKernel ? 0 : take(nRows * 8),
    hessians: options.inKernel || options.equalHessians ? 0 : take(nRows * 8),
    targets: options.inKernel ? take(nRows * 8) : 0,
    weights: options.inKernel && options.weighted ? take(nRows * 8) : 0,
    expTables: options.inKernel ? take(expTableBytes) : 0,
    rows: [take(nRows * 4), take(nRows * 4)] as const,
    spare: take((nRows + nWatched) * 4),
    passengers: take((nWatched + (options.sampled ? nRows : 0)) * 4),
    chunks: take(nChunks * 12),
    goesLeft: take(256),
    largest: take(nChunks * 16),
    searched: take(nColumns * 4),
    leaves: take(options.leaves * structBytes.leaf),
    leafRows: take(options.leaves * structBytes.leafRows),
    finerHessians: areHessiansCoarse(countBits) && !options.equalHessians,
    cell: take(structBytes.cell),
    found: [take(nColumns * structBytes.found), take(nColumns * structBytes.found)] as const,
    threads: Array.from({ length: options.threads }, (_, thread) => ({
      tile: take(tileRows * (16 + blockColumns)),
      sort: take(sortBytes),
      histogram: thread === 0 ? 0 : take(histogramBytes),
    })),
    parts: take(options.threads * 4),
    gains: options.symmetric ? take(histogramBytes) : 0,
    orders: options.symmetric ? take(histogramBytes / 8) : 0,
    histogramBytes,
  };
  const mostBytes = Math.min(mostHistogramBytes, plan.left);
  // A split needs three: the parent's, which becomes the larger child's, and the smaller child's; one is being made again.
  const most = Math.max(3, Math.floor(mostBytes / histogramBytes));
  const histograms = Array.from({ length: Math.min(most, Math.max(3, options.histograms)) }, () =>
    take(histogramBytes),
  );
  return { ...shared, histograms };
}

function placesOf({ sparse }: BinnedTable): Int32Array {
  let next = 0;
  return Int32Array.from(sparse, (column) => (column ? -1 : next++));
}

function planBlocks(dense: readonly number[], nRows: number, take: (bytes: number) => number): Block[] {
  const nBlocks = Math.ceil(dense.length / blockColumns);
  return Array.from({ length: nBlocks }, (_, block) => {
    const columns = dense.slice(block * blockColumns, (block + 1) * blockColumns);
    const words = Math.ceil(columns.length / wordColumns);
    const stride = 16 + Math.ceil((words * wordColumns) / 16) * 16;
    return { columns, words, stride, records: take(nRows * stride), offsets: take(words * wordColumns * 4) };
  });
}
