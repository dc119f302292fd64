/** Pieces of work of a fit, which any of its threads can do: what each does depends on its arguments alone. */
import type { ColumnsOfLeaves, KernelFunctions } from './kernel.ts';
import { chunkRows, type Layout, structBytes } from './layout.ts';
import type { Objective } from './objective.ts';
import type { Views } from './training-memory.ts';

/** What a thread works with. */
export interface Workplace {
  readonly layout: Layout;
  readonly kernel: KernelFunctions;
  readonly views: Views;
  readonly objective: Objective;
  /** nOutputs * nRows scores, in the memory of the kernel. */
  readonly scores: Float64Array;
  /** 0 for the thread that leads the fit. */
  readonly thread: number;
}

/** The kinds of work; the number of pieces and the arguments of each are given with its function below. */
export const works = {
  begin: 0,
  derivatives: 1,
  addends: 2,
  histogram: 3,
  search: 4,
  part: 5,
  move: 6,
  scores: 7,
  renew: 8,
  finerHessians: 9,
  records: 10,
  gains: 11,
} as const;

/** Does a piece. `fresh` is true when it is the thread's first piece of this work. */
export function doPiece(place: Workplace, work: number, piece: number, args: Int32Array, fresh: boolean): void {
  if (work === works.histogram) histogram(place, piece, args, fresh);
  else if (work === works.search) search(place, piece, args);
  else if (work === works.gains) addGains(place, piece, args);
  else if (work === works.part) part(place, piece, args);
  else if (work === works.move) move(place, piece, args);
  else if (work === works.scores) addScores(place, piece, args);
  else if (work === works.renew) renew(place, piece);
  else if (work === works.finerHessians) finerHessians(place, piece, args);
  else if (work === works.derivatives) derivatives(place, piece, args[0]);
  else if (work === works.addends) addends(place, piece);
  else if (work === works.records) records(place, piece);
  else begin(place, piece);
}

function chunkOf(piece: number, n: number): [number, number] {
  return [piece * chunkRows, Math.min(n, (piece + 1) * chunkRows)];
}

/** A chunk of all rows: their bins into the records of every block. */
function records(place: Workplace, piece: number): void {
  const { layout, kernel } = place;
  const [from, to] = chunkOf(piece, layout.nRows);
  for (const { columns, records, stride } of layout.blocks) {
    const bins = codesOf(place, columns[0]) + from;
    const n = columns.length;
    kernel.writeRecords(records + from * stride, stride, bins, layout.nRows + layout.nWatched, n, to - from);
  }
}

/** A chunk of all rows: prepares the derivatives of an iteration. */
function begin({ layout, objective, scores }: Workplace, piece: number): void {
  const [from, to] = chunkOf(piece, layout.nRows);
  objective.begin?.(scores, from, to);
}

/** A chunk of all rows: derivatives for `output`, and the largest of them. */
function derivatives({ layout, kernel, views, objective, scores }: Workplace, piece: number, output: number): void {
  const { nRows, gradients, hessians, largest } = layout;
  const [from, to] = chunkOf(piece, nRows);
  const gradient = views.f64.subarray(gradients / 8, gradients / 8 + nRows);
  const hessian = views.f64.subarray(hessians / 8, hessians / 8 + nRows);
  objective.derivatives(output, scores, from, to, gradient, hessian);
  const at = largest / 8 + 2 * piece;
  views.f64[at] = kernel.largestOf(gradients + from * 8, to - from);
  views.f64[at + 1] = hessians === 0 ? 1 : kernel.largestOf(hessians + from * 8, to - from);
}

/** A chunk of all rows: their addends, of the kernel's own losses or from the derivatives, into the records of every block. */
function addends({ layout, kernel, views, scores }: Workplace, piece: number): void {
  const { nRows, gradients, hessians, targets, weights, expTables, countBits, rules, blocks, sparse } = layout;
  const [from, to] = chunkOf(piece, nRows);
  const n = to - from;
  const scales = [1 / views.f64[rules / 8], 1 / views.f64[rules / 8 + 1]] as const;
  const [first, ...others] = sparse ? [sparse, ...blocks] : blocks;
  // No column can be split, so nobody asks for the addends.
  if (!first) return;
  const { records, stride } = first;
  if (targets !== 0) {
    const at = scores.byteOffset;
    kernel.writeLogistic(records, stride, at, targets, weights, from, n, ...scales, countBits, expTables);
  } else {
    kernel.writeAddends(records, stride, gradients, hessians, from, n, ...scales, countBits);
  }
  for (const other of others) kernel.copyAddends(other.records, other.stride, records, stride, from, n);
}

/** The number of pieces that the histogram of n rows makes. */
export function histogramPieces({ blocks, sparse }: Layout, n: number): number {
  return blocks.length * Math.ceil(n / chunkRows) + (sparse ? Math.ceil(n / sparse.pieceRows) : 0);
}

/** A chunk of a leaf's rows in a block of columns or in the sparse ones. Arguments: address of the rows (0: all rows), their number, histogram. */
function histogram({ layout, kernel, thread }: Workplace, piece: number, args: Int32Array, fresh: boolean): void {
  const [rows, n, ofLeaf] = [args[0] >>> 0, args[1], args[2] >>> 0];
  const { blocks, sparse, totals } = layout;
  const room = layout.threads[thread];
  const target = thread === 0 ? ofLeaf : room.histogram;
  if (fresh && thread > 0) kernel.clear(target, layout.histogramBytes);
  const ofSparse = piece - blocks.length * Math.ceil(n / chunkRows);
  if (sparse && ofSparse >= 0) {
    const { records, starts, entries, pieceRows } = sparse;
    const from = ofSparse * pieceRows;
    kernel.addSparse(target, totals.offset, records, starts, entries, rows, from, Math.min(pieceRows, n - from));
    return;
  }
  const block = blocks[piece % blocks.length];
  const [from, to] = chunkOf(Math.floor(piece / blocks.length), n);
  const { offsets, records, stride, words } = block;
  if (rows === 0) kernel.addFollowing(target, offsets, records + from * stride, to - from, words);
  else kernel.addChosen(target, offsets, records, rows + from * 4, to - from, words, room.tile);
}

/**
 * Some columns of two leaves: the smaller one's histogram is made whole, the larger one's is the parent's without it.
 * Arguments: both histograms (the larger 0: there is none), both leaf structs (0: not searched), number of columns, how
 * many of them make a piece, and the number of `layout.parts` of the smaller histogram.
 */
function search(place: Workplace, piece: number, args: Int32Array): void {
  const { layout, kernel, thread } = place;
  kernel.searchColumns(...columnsOfLeaves(place, piece, args), ...layout.found, layout.threads[thread].sort);
}

/** Some columns of two leaves, as for `search`: what their splits gain to that of the level. Last argument: 1 for the first leaf of a tree. */
function addGains(place: Workplace, piece: number, args: Int32Array): void {
  const { layout, kernel, thread } = place;
  const { gains, orders, threads } = layout;
  kernel.addGains(...columnsOfLeaves(place, piece, args), gains, orders, threads[thread].sort, args[7]);
}

function columnsOfLeaves({ layout }: Workplace, piece: number, args: Int32Array): ColumnsOfLeaves {
  const [small, large, smallLeaf, largeLeaf] = [args[0] >>> 0, args[1] >>> 0, args[2] >>> 0, args[3] >>> 0];
  const [nSearched, ofPiece, nParts] = [args[4], args[5], args[6]];
  const { rules, columns, usual, parts } = layout;
  const from = piece * ofPiece;
  const n = Math.min(ofPiece, nSearched - from);
  const searched = layout.searched + from * 4;
  return [small, large, smallLeaf, largeLeaf, searched, n, columns, usual, rules, parts, nParts];
}

/** Writes the addresses of the histograms that threads filled, a bit of `parts` for each; returns their number. */
export function writeParts(parts: number, { layout, views }: Workplace): number {
  let n = 0;
  for (const [thread, { histogram }] of layout.threads.entries()) {
    if ((parts >>> thread) & 1) views.u32[layout.parts / 4 + n++] = histogram;
  }
  return n;
}

/** Where the bins of a column are; those of a sparse one are written there. For the leading thread. */
export function codesOf({ layout, kernel, views }: Workplace, column: number): number {
  const { bins, nRows, nWatched, sparse, places } = layout;
  if (!sparse || places[column] >= 0) return bins + places[column] * (nRows + nWatched);
  const first = sparse.firsts[column];
  const usual = views.i32[layout.usual / 4 + column];
  const nListed = sparse.firsts[column + 1] - first;
  kernel.writeCodes(sparse.codes, nRows + nWatched, usual, sparse.rows + first * 4, sparse.bins + first, nListed);
  return sparse.codes;
}

/** A chunk of a leaf's rows: those that go right move to the spare rows. Arguments: address of the rows, number, address of the bins. */
function part({ layout, kernel, views }: Workplace, piece: number, args: Int32Array): void {
  const [rows, n, codes] = [args[0] >>> 0, args[1], args[2] >>> 0];
  const [from, to] = chunkOf(piece, n);
  const nLeft = kernel.part(rows + from * 4, to - from, codes, layout.goesLeft, layout.spare + from * 4);
  views.i32[layout.chunks / 4 + 3 * piece] = nLeft;
}

/** A chunk of a parted leaf: both its parts to their places. Arguments: address of the rows, number, address of the places. */
function move({ layout, kernel, views }: Workplace, piece: number, args: Int32Array): void {
  const [rows, n, places] = [args[0] >>> 0, args[1], args[2] >>> 0];
  const [from, to] = chunkOf(piece, n);
  const at = layout.chunks / 4 + 3 * piece;
  const [nLeft, leftTo, rightTo] = views.i32.subarray(at, at + 3);
  kernel.copyRows(places + leftTo * 4, rows + from * 4, nLeft);
  kernel.copyRows(places + rightTo * 4, layout.spare + from * 4, to - from - nLeft);
}

/** A leaf: its value to the scores of its rows. Argument: address of the scores. */
function addScores({ layout, kernel, views }: Workplace, piece: number, args: Int32Array): void {
  const leaf = layout.leafRows + piece * structBytes.leafRows;
  kernel.addToScores(args[0] >>> 0, views.u32[leaf / 4], views.u32[leaf / 4 + 1], views.f64[leaf / 8 + 1]);
}

/** A leaf: the value that the objective gives it. */
function renew({ layout, views, objective, scores }: Workplace, piece: number): void {
  const leaf = layout.leafRows + piece * structBytes.leafRows;
  const rows = views.u32[leaf / 4] / 4;
  views.f64[leaf / 8 + 1] = objective.renew!(scores, views.u32.subarray(rows, rows + views.u32[leaf / 4 + 1]));
}

/** A leaf: the sum of its hessians as its value. Argument: output. */
function finerHessians({ layout, kernel, views, scores }: Workplace, piece: number, args: Int32Array): void {
  const { leafRows, rules, targets, weights, expTables, hessians, countBits, nRows } = layout;
  const leaf = leafRows + piece * structBytes.leafRows;
  const [rows, n] = [views.u32[leaf / 4], views.u32[leaf / 4 + 1]];
  const unit = views.f64[rules / 8 + 11];
  const sum =
    targets === 0
      ? kernel.sumHessians(rows, n, hessians, 1 / unit, countBits)
      : kernel.sumLogistic(rows, n, scores.byteOffset + args[0] * nRows * 8, weights, 1 / unit, countBits, expTables);
  views.f64[leaf / 8 + 1] = sum * unit;
}
