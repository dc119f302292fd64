/** Growing one tree leaf by leaf: always the split that gains most (best-first; Shi 2007, as in LightGBM). */
import { type AllowedColumns, allowedColumns } from './allowed-columns.ts';
import type { BinnedTable } from './binned-table.ts';
import { type CellWords, cellAt, writeCell } from './cell-words.ts';
import type { Forest } from './forest.ts';
import { bestColumn, readSplit, sumsAt } from './found-split.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { chunkRows, type Layout, mostSearchPieces, searchColumns, structBytes } from './layout.ts';
import { leafValue, type Split, type Sums } from './split.ts';
import type { Team } from './team.ts';
import { writeDirections } from './training-memory.ts';
import { TreeBuilder } from './tree-builder.ts';
import { codesOf, histogramPieces, type Workplace, works } from './tree-work.ts';
import { type Bounds, boundedValue, childBounds, directionsOf, unbounded } from './value-bounds.ts';

/** A leaf with the part of the rows it holds. */
interface Leaf {
  readonly node: number;
  readonly depth: number;
  /** Which of the two lists of rows holds its own, and where. */
  readonly list: 0 | 1;
  readonly first: number;
  readonly sums: Sums;
  /** The same sums as the kernel keeps them. */
  readonly cell: CellWords;
  /** L2 penalty of its value. */
  readonly l2: number;
  readonly bounds: Bounds;
  /** Columns of the splits above, where interactions are constrained. */
  readonly onTheWay: ReadonlySet<number>;
  /** Address, kept while the leaf may be split and there is room; 0: it is made again. */
  histogram: number;
  split?: Split;
}

export interface GrownTree {
  /** A forest of one tree; leaf values include the learning rate. */
  readonly tree: Forest;
  /** Each split's column of the training table and its gain. */
  readonly gains: readonly { readonly feature: number; readonly gain: number }[];
  /** Each leaf's node, where its row numbers are, how many, and what it adds to their scores. */
  readonly leaves: readonly {
    readonly node: number;
    readonly rows: number;
    readonly n: number;
    readonly value: number;
  }[];
  /** The splits in the order in which they were made: leaf `leaf` became its left child, and a further leaf the right one. */
  readonly splits: readonly { readonly leaf: number; readonly column: number; readonly leftBins: Uint8Array }[];
}

/** Additions up to which waking other threads costs more than they bring. */
const aloneBelow = 65_536;

/** Grows trees on one table; the memory passes from tree to tree. */
export class TreeGrower {
  readonly #table: BinnedTable;
  readonly #params: GbdtParams;
  readonly #place: Workplace;
  readonly #layout: Layout;
  readonly #team: Team;
  readonly #spareHistograms: number[];
  readonly #allowed: AllowedColumns;
  /** The searched columns that are in the memory. */
  #written?: Int32Array;
  /** By binned column: 1 where predictions only rise along it, -1 where they only fall, else 0. */
  readonly #directions: readonly number[];

  constructor(table: BinnedTable, params: GbdtParams, place: Workplace, team: Team) {
    this.#table = table;
    this.#params = params;
    this.#place = place;
    this.#layout = place.layout;
    this.#team = team;
    this.#spareHistograms = [...place.layout.histograms];
    this.#allowed = allowedColumns(params.interactions, table.columns, table.names);
    this.#directions = directionsOf(table, params.monotone);
    writeDirections(this.#directions, place.layout, place.views);
  }

  /**
   * Grows a tree from the derivatives that are in the records.
   *
   * @param nRows The first numbers of the first list of rows are those to learn from; their order changes.
   * @param isAll True when they are all rows in their order.
   * @param searched Positions of the binned columns to look at, ascending.
   */
  grow(nRows: number, isAll: boolean, searched: Int32Array): GrownTree {
    const { numLeaves, growth, lambdaL1, learningRate } = this.#params;
    const builder = new TreeBuilder(nRows);
    const gains: { feature: number; gain: number }[] = [];
    const splits: { leaf: number; column: number; leftBins: Uint8Array }[] = [];
    const root = this.#root(nRows, isAll, searched);
    const leaves = [root];
    while (leaves.length < numLeaves) {
      const at = bestLeaf(leaves, growth);
      if (at < 0) break;
      const parent = leaves[at];
      const { column, gain, leftBins } = parent.split!;
      splits.push({ leaf: at, column, leftBins });
      const children = this.#divide(parent, builder);
      leaves[at] = children[0];
      leaves.push(children[1]);
      gains.push({ feature: this.#table.columns[column].feature, gain });
      if (leaves.length < numLeaves) this.#findSplits(parent, children, searched);
      else this.#release(parent);
    }
    for (const leaf of leaves) this.#release(leaf);
    const grown = gains.length > 0;
    const valued = leaves.map((leaf) => {
      const value = grown ? learningRate * boundedValue(leafValue(leaf.sums, lambdaL1, leaf.l2), leaf.bounds) : 0;
      builder.setLeaf(leaf.node, value);
      return { node: leaf.node, rows: this.#rowsOf(leaf), n: leaf.sums.rows, value };
    });
    return { tree: builder.finish(), gains, leaves: valued, splits };
  }

  #root(nRows: number, isAll: boolean, searched: Int32Array): Leaf {
    const { kernel, views, layout } = this.#place;
    const root = {
      node: 0,
      depth: 0,
      list: 0 as const,
      first: 0,
      l2: this.#params.lambdaL2,
      bounds: unbounded,
      onTheWay: new Set<number>(),
      histogram: this.#spareHistograms.pop()!,
    };
    const parts = this.#fill(root.histogram, isAll ? 0 : layout.rows[0], nRows);
    const { offset, n: nCells } = layout.totals;
    const [sums, part] = layout.leaves;
    kernel.sumCells(sums, root.histogram + offset, nCells);
    for (const [thread, { histogram }] of layout.threads.entries()) {
      if (((parts >>> thread) & 1) === 0) continue;
      kernel.sumCells(part, histogram + offset, nCells);
      kernel.addCells(sums, part, 1);
    }
    const leaf: Leaf = { ...root, sums: sumsAt(sums, this.#place), cell: cellAt(sums, views) };
    if (searched.length === 0 || !this.#maySplit(leaf)) return leaf;
    this.#search(leaf, undefined, parts, searched);
    return leaf;
  }

  #rowsOf({ list, first }: Leaf): number {
    return this.#layout.rows[list] + first * 4;
  }

  #maySplit({ sums, depth }: Leaf): boolean {
    const { maxDepth, minChildSamples } = this.#params;
    return (maxDepth <= 0 || depth < maxDepth) && sums.rows >= 2 * minChildSamples;
  }

  #divide(parent: Leaf, builder: TreeBuilder): [Leaf, Leaf] {
    const { kernel, views, layout } = this.#place;
    const { depth, split, first } = parent;
    const { left, right, l2, column } = split!;
    const list = this.#part(parent);
    const child = builder.split(parent.node, this.#table.columns[column], split!);
    const [leftCell, rightCell] = layout.leaves;
    writeCell(leftCell, split!.leftCell, views);
    writeCell(rightCell, parent.cell, views);
    kernel.subtractCells(rightCell, leftCell, 1);
    const onTheWay = this.#params.interactions.length > 0 ? new Set([...parent.onTheWay, column]) : parent.onTheWay;
    const common = { depth: depth + 1, list, l2, onTheWay, histogram: 0 };
    const [ofLeft, ofRight] = childBounds(parent.bounds, split!, this.#directions[column], this.#params.lambdaL1);
    return [
      { ...common, node: child, first, sums: left, cell: cellAt(leftCell, views), bounds: ofLeft },
      {
        ...common,
        node: child + 1,
        first: first + left.rows,
        sums: right,
        cell: cellAt(rightCell, views),
        bounds: ofRight,
      },
    ];
  }

  /** Moves the rows that go left before the others, both in their order; returns the list that they are in. */
  #part(leaf: Leaf): 0 | 1 {
    const { kernel, views, layout } = this.#place;
    const { column, leftBins } = leaf.split!;
    const n = leaf.sums.rows;
    const rows = this.#rowsOf(leaf);
    views.u8.set(leftBins, layout.goesLeft);
    const codes = codesOf(this.#place, column);
    if (n <= 2 * chunkRows || layout.threads.length === 1) {
      const nLeft = kernel.part(rows, n, codes, layout.goesLeft, layout.spare);
      kernel.copyRows(rows + nLeft * 4, layout.spare, n - nLeft);
      return leaf.list;
    }
    const pieces = Math.ceil(n / chunkRows);
    this.#team.run(works.part, pieces, [rows, n, codes]);
    const chunks = views.i32.subarray(layout.chunks / 4, layout.chunks / 4 + 3 * pieces);
    let leftTo = 0;
    let rightTo = leaf.split!.left.rows;
    for (let piece = 0; piece < pieces; piece++) {
      chunks[3 * piece + 1] = leftTo;
      chunks[3 * piece + 2] = rightTo;
      leftTo += chunks[3 * piece];
      rightTo += Math.min(chunkRows, n - piece * chunkRows) - chunks[3 * piece];
    }
    const list = leaf.list === 0 ? 1 : 0;
    this.#team.run(works.move, pieces, [rows, n, layout.rows[list] + leaf.first * 4]);
    return list;
  }

  /** Histograms of two new leaves: the smaller one's from its rows, the other's as the difference from the parent's. */
  #findSplits(parent: Leaf, [left, right]: readonly [Leaf, Leaf], searched: Int32Array): void {
    const [smaller, larger] = left.sums.rows <= right.sums.rows ? [left, right] : [right, left];
    if (!this.#maySplit(larger)) {
      this.#release(parent);
      return;
    }
    if (parent.histogram === 0) this.#refill(parent, left);
    smaller.histogram = this.#spareHistograms.pop()!;
    const parts = this.#fill(smaller.histogram, this.#rowsOf(smaller), smaller.sums.rows);
    larger.histogram = parent.histogram;
    parent.histogram = 0;
    this.#search(smaller, larger, parts, searched);
    this.#keepIfRoom(smaller);
    this.#keepIfRoom(larger);
  }

  /** Makes a parent's histogram again; its rows begin with those of the left child. */
  #refill(parent: Leaf, left: Leaf): void {
    const { kernel, layout } = this.#place;
    parent.histogram = this.#spareHistograms.pop()!;
    const parts = this.#fill(parent.histogram, this.#rowsOf(left), parent.sums.rows);
    for (const [thread, { histogram }] of layout.threads.entries()) {
      if ((parts >>> thread) & 1)
        kernel.addCells(parent.histogram, histogram, layout.histogramBytes / structBytes.cell);
    }
  }

  /** Finds the best splits of a smaller leaf and of its larger sibling, or of the root alone. */
  #search(smaller: Leaf, larger: Leaf | undefined, parts: number, ofTree: Int32Array): void {
    const { views, layout } = this.#place;
    const searched = this.#allowed(ofTree, smaller.onTheWay);
    if (searched !== this.#written) {
      views.u32.set(searched, layout.searched / 4);
      this.#written = searched;
    }
    const leaves = [smaller, larger];
    const structs = leaves.map((leaf, i) => {
      if (!leaf || !this.#maySplit(leaf)) return 0;
      writeCell(layout.leaves[i], leaf.cell, views);
      views.f64[layout.leaves[i] / 8 + 2] = leaf.bounds.least;
      views.f64[layout.leaves[i] / 8 + 3] = leaf.bounds.most;
      return layout.leaves[i];
    });
    const ofPiece = Math.max(searchColumns, Math.ceil(searched.length / mostSearchPieces));
    const pieces = Math.ceil(searched.length / ofPiece);
    const nParts = this.#writeParts(parts);
    const args = [smaller.histogram, larger?.histogram ?? 0, ...structs, searched.length, ofPiece, nParts];
    this.#team.run(works.search, pieces, args, layout.histogramBytes < aloneBelow);
    for (const [i, leaf] of leaves.entries()) {
      if (!leaf || structs[i] === 0) continue;
      const ofPieces = Int32Array.from({ length: pieces }, (_, piece) => views.i32[layout.best / 4 + 2 * piece + i]);
      const column = bestColumn(layout.found[i], ofPieces, views);
      if (column < 0) continue;
      const at = layout.found[i] + column * structBytes.found;
      leaf.split = readSplit(at, structs[i], column, this.#table.columns[column], this.#params, this.#place);
    }
  }

  /** Writes the addresses of the histograms of `parts`; returns their number. */
  #writeParts(parts: number): number {
    const { views, layout } = this.#place;
    let n = 0;
    for (const [thread, { histogram }] of layout.threads.entries()) {
      if ((parts >>> thread) & 1) views.u32[layout.parts / 4 + n++] = histogram;
    }
    return n;
  }

  /** Fills a histogram; returns a bit for each helper that has a part of it. */
  #fill(histogram: number, rows: number, n: number): number {
    const { kernel, layout } = this.#place;
    kernel.clear(histogram, layout.histogramBytes);
    const pieces = histogramPieces(layout, n);
    return this.#team.run(works.histogram, pieces, [rows, n, histogram], n * layout.rowCells < aloneBelow);
  }

  /** Two must be free for the next split, and one for a parent whose own was not kept. */
  #keepIfRoom(leaf: Leaf): void {
    if (!leaf.split || this.#spareHistograms.length < 2) this.#release(leaf);
  }

  #release(leaf: Leaf): void {
    if (leaf.histogram === 0) return;
    this.#spareHistograms.push(leaf.histogram);
    leaf.histogram = 0;
  }
}

/** Position of the leaf to split: the one that gains most, of those with the fewest splits above if asked; -1 when none can. */
function bestLeaf(leaves: readonly Leaf[], growth: GbdtParams['growth']): number {
  let best = -1;
  for (const [i, { split, depth }] of leaves.entries()) {
    if (!split) continue;
    const other = leaves[best];
    const isDeeper = growth === 'depth' && other !== undefined && depth !== other.depth;
    if (other === undefined || (isDeeper ? depth < other.depth : split.gain > other.split!.gain)) best = i;
  }
  return best;
}
