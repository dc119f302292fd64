/**
 * Where the arrays of a fit lie in the memory that its threads share. Addresses are bytes; structs of the kernel are
 * described in kernel/rules.ts, kernel/split.ts and kernel/leaf.ts.
 */
import { powersOfTwo } from '../../math/powers-of-two.ts';
import type { BinnedTable } from './binned-table.ts';
import { areHessiansCoarse } from './grid-unit.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** Bytes of the structs. */
export const structBytes = { cell: 16, column: 16, leaf: 96, leafRows: 16, found: 64, rules: 96 } as const;

/** Columns that a row's record holds side by side. */
export const blockColumns = 32;
/** Columns per word of a record; a record is filled up to whole words. */
const wordColumns = 4;
const tileRows = 512;
/** Two lists of ratios and bins of the categories of a column; see kernel/category-split.ts. */
export const sortBytes = 2 * (256 * 8 + 256 * 2);
/** Rows of a piece of work. Pieces depend on the data alone, never on the number of threads. */
export const chunkRows = 16_384;

/** Columns `first` .. `first + n - 1` as records. */
export interface Block {
  readonly first: number;
  readonly n: number;
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
  /** nColumns * (nRows + nWatched) bins, column by column. */
  readonly bins: number;
  readonly blocks: readonly Block[];
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
  // One more cell: what the unused bytes of a record count into.
  const histogramBytes = (nCells + 1) * structBytes.cell;
  const take = (bytes: number) => plan.take(bytes);
  const shared = {
    nRows,
    nWatched,
    nColumns,
    countBits,
    rules: take(structBytes.rules),
    columns: take(nColumns * structBytes.column),
    bins: take(nColumns * (nRows + nWatched)),
    blocks: planBlocks(nColumns, nRows, take),
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

function planBlocks(nColumns: number, nRows: number, take: (bytes: number) => number): Block[] {
  const nBlocks = Math.ceil(nColumns / blockColumns);
  return Array.from({ length: nBlocks }, (_, block) => {
    const first = block * blockColumns;
    const n = Math.min(blockColumns, nColumns - first);
    const words = Math.ceil(n / wordColumns);
    const stride = 16 + Math.ceil((words * wordColumns) / 16) * 16;
    return { first, n, words, stride, records: take(nRows * stride), offsets: take(words * wordColumns * 4) };
  });
}
