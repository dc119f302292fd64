/** Growing one tree: leaf by leaf, always the split that gains most (best-first; Shi 2007, as in LightGBM), or level by level. */
import { type AllowedColumns, allowedColumns } from './allowed-columns.ts';
import type { BinnedTable } from './binned-table.ts';
import type { Forest } from './forest.ts';
import { growLevels } from './grow-levels.ts';
import { bestLeaf, type GrowingLeaf, newLeaf, rowsOf } from './growing-leaf.ts';
import { boundsAt, columnAt, splitAt, sumsAt, writeBounds, writeLeafRows } from './kernel-structs.ts';
import { chunkRows, type Layout, structBytes } from './layout.ts';
import { LeafHistograms, type Siblings } from './leaf-histograms.ts';
import { leafValue } from './leaf-value.ts';
import type { Team } from './team.ts';
import { writeDirections } from './training-memory.ts';
import { TreeBuilder } from './tree-builder.ts';
import type { TreeParams } from './tree-params.ts';
import { codesOf, type Workplace, works } from './tree-work.ts';
import { boundedValue, childBounds, directionsOf, unbounded } from './value-bounds.ts';

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
  /**
   * The splits in the order in which they were made, where the tree did not learn from all rows that get its values: leaf
   * `leaf` became its left child, and a further leaf the right one.
   */
  readonly splits: readonly { readonly leaf: number; readonly column: number; readonly leftBins: Uint8Array }[];
}

/** Levels of a tree that grows by levels, where nothing else is asked. */
const usualLevels = 6;

/** Grows trees on one table; the memory passes from tree to tree. */
export class TreeGrower {
  readonly #table: BinnedTable;
  readonly #params: TreeParams;
  readonly #place: Workplace;
  readonly #layout: Layout;
  readonly #team: Team;
  readonly #histograms: LeafHistograms;
  readonly #allowed: AllowedColumns;
  /** By binned column: 1 where predictions only rise along it, -1 where they only fall, else 0. */
  readonly #directions: readonly number[];

  constructor(table: BinnedTable, params: TreeParams, place: Workplace, team: Team) {
    this.#table = table;
    this.#params = params;
    this.#place = place;
    this.#layout = place.layout;
    this.#team = team;
    this.#histograms = new LeafHistograms(place, team);
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
   * @param output Whose derivatives they are.
   */
  grow(nRows: number, isAll: boolean, searched: Int32Array, output: number): GrownTree {
    const { numLeaves, growth, maxDepth } = this.#params;
    const builder = new TreeBuilder(nRows, numLeaves);
    const gains: { feature: number; gain: number }[] = [];
    const splits: { leaf: number; column: number; leftBins: Uint8Array }[] = [];
    const hasPassengers = !isAll || this.#layout.nWatched > 0;
    const first = this.#first(nRows, isAll);
    const leaves = [first.smaller];
    const divide = (at: number) => {
      const { column, gain } = leaves[at];
      const children = this.#divide(leaves[at], leaves.length, builder);
      leaves[at] = children[0];
      leaves.push(children[1]);
      gains.push({ feature: this.#table.columns[column].feature, gain });
      if (hasPassengers) splits.push({ leaf: at, column, leftBins: this.#sides(column).slice() });
      return children;
    };
    if (growth === 'symmetric') {
      growLevels(leaves, first, searched, {
        place: this.#place,
        histograms: this.#histograms,
        allowed: this.#allowed,
        numLeaves,
        mostLevels: maxDepth > 0 ? maxDepth : usualLevels,
        maySplit: (leaf) => this.#maySplit(leaf),
        divide,
      });
    } else {
      if (searched.length > 0 && this.#maySplit(first.smaller)) this.#search(first, searched);
      while (leaves.length < numLeaves) {
        const at = bestLeaf(leaves, growth);
        if (at < 0) break;
        const parent = leaves[at];
        const children = divide(at);
        if (leaves.length < numLeaves && children.some((leaf) => this.#maySplit(leaf))) {
          this.#search(this.#histograms.fillChildren(parent, ...children), searched);
        } else this.#histograms.release(parent);
      }
    }
    for (const leaf of leaves) this.#histograms.release(leaf);
    if (gains.length > 0 && this.#layout.finerHessians) this.#sumFinerHessians(leaves, output);
    const valued = leaves.map((leaf, i) => {
      const value = gains.length > 0 ? this.#valueOf(leaf, i) : 0;
      builder.setLeaf(leaf.node, value);
      return { node: leaf.node, rows: rowsOf(leaf, this.#layout), n: leaf.rows, value };
    });
    return { tree: builder.finish(), gains, leaves: valued, splits };
  }

  /** The leaf that has all rows, with its sums and its histogram. */
  #first(nRows: number, isAll: boolean): Siblings {
    const { kernel, views, layout } = this.#place;
    const struct = layout.leaves;
    const start = { depth: 0, list: 0, l2: this.#params.lambdaL2, onTheWay: new Set<number>() } as const;
    const leaf = newLeaf(start, 0, 0, nRows, struct);
    const first = this.#histograms.fillFirst(leaf, isAll);
    const { offset, n: nCells } = layout.totals;
    kernel.sumCells(struct, leaf.histogram + offset, nCells);
    for (const [thread, { histogram }] of layout.threads.entries()) {
      if (((first.parts >>> thread) & 1) === 0) continue;
      kernel.sumCells(layout.cell, histogram + offset, nCells);
      kernel.addCells(struct, layout.cell, 1);
    }
    writeBounds(struct, unbounded, views);
    return first;
  }

  /** The bins of a column, the missing one last: 1 where the leaf that was divided last has sent it left. */
  #sides(column: number): Uint8Array {
    const { goesLeft } = this.#layout;
    return this.#place.views.u8.subarray(goesLeft, goesLeft + this.#table.columns[column].bins.nBins + 1);
  }

  /** Sums the hessians of all leaves on the finer grid. */
  #sumFinerHessians(leaves: readonly GrowingLeaf[], output: number): void {
    const { layout, views } = this.#place;
    for (const [i, leaf] of leaves.entries()) writeLeafRows(i, rowsOf(leaf, layout), leaf.rows, 0, layout, views);
    this.#team.run(works.finerHessians, leaves.length, [output]);
  }

  #valueOf({ struct, l2 }: GrowingLeaf, nth: number): number {
    const { learningRate, lambdaL1 } = this.#params;
    const { layout, views } = this.#place;
    const { gradient, hessian } = sumsAt(struct, this.#place);
    const finer = layout.finerHessians ? views.f64[layout.leafRows / 8 + 2 * nth + 1] : hessian;
    const value = leafValue({ gradient, hessian: finer }, lambdaL1, l2);
    return learningRate * boundedValue(value, boundsAt(struct, views));
  }

  #maySplit({ rows, depth }: GrowingLeaf): boolean {
    const { maxDepth, minChildSamples } = this.#params;
    return (maxDepth <= 0 || depth < maxDepth) && rows >= 2 * minChildSamples;
  }

  /** Makes a leaf two: the left one takes over its struct, the right one gets the `nth`. */
  #divide(parent: GrowingLeaf, nth: number, builder: TreeBuilder): [GrowingLeaf, GrowingLeaf] {
    const { kernel, views, layout } = this.#place;
    const { struct, column, first } = parent;
    const { bins } = this.#table.columns[column];
    const rightStruct = layout.leaves + nth * structBytes.leaf;
    kernel.writeSides(struct, columnAt(column, layout), layout.goesLeft);
    kernel.divideLeaf(struct, rightStruct);
    const nLeft = kernel.countOf(struct, layout.countBits);
    const nRight = parent.rows - nLeft;
    const { missingLeft, lastLeft } = splitAt(struct, views);
    const leftBins = this.#sides(column);
    const rows = [nLeft, nRight] as const;
    const node = builder.split(parent.node, this.#table.columns[column], { lastLeft, missingLeft, leftBins, rows });
    const bySet = bins.kind === 'category' && bins.nBins > this.#params.maxCatToOnehot;
    const l2 = this.#params.lambdaL2 + (bySet ? this.#params.catL2 : 0);
    const onTheWay = this.#params.interactions.length > 0 ? new Set([...parent.onTheWay, column]) : parent.onTheWay;
    const common = { depth: parent.depth + 1, list: this.#part(parent, nLeft), l2, onTheWay };
    const left = newLeaf(common, node, first, nLeft, struct);
    const right = newLeaf(common, node + 1, first + nLeft, nRight, rightStruct);
    if (this.#directions[column] !== 0) this.#bound(left, right, this.#directions[column]);
    return [left, right];
  }

  /** Keeps whatever grows below two new leaves in order. */
  #bound(left: GrowingLeaf, right: GrowingLeaf, direction: number): void {
    const { views } = this.#place;
    const { lambdaL1 } = this.#params;
    const [ofLeft, ofRight] = childBounds(
      boundsAt(left.struct, views),
      leafValue(sumsAt(left.struct, this.#place), lambdaL1, left.l2),
      leafValue(sumsAt(right.struct, this.#place), lambdaL1, right.l2),
      direction,
    );
    writeBounds(left.struct, ofLeft, views);
    writeBounds(right.struct, ofRight, views);
  }

  /** Moves the rows that go left before the others, both in their order; returns the list that they are in. */
  #part(leaf: GrowingLeaf, leftRows: number): 0 | 1 {
    const { kernel, views, layout } = this.#place;
    const { column, rows: n } = leaf;
    const rows = rowsOf(leaf, layout);
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
    let rightTo = leftRows;
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

  /** Finds the best splits of a smaller leaf and of its larger sibling, or of the first leaf alone. */
  #search(siblings: Siblings, ofTree: Int32Array): void {
    const { smaller, larger } = siblings;
    const { found } = this.#layout;
    const searched = this.#allowed(ofTree, smaller.onTheWay);
    const looks = { small: this.#maySplit(smaller), large: larger !== undefined && this.#maySplit(larger) };
    this.#histograms.overColumns(works.search, siblings, looks, searched);
    if (looks.small) this.#keepBest(smaller, found[0], searched.length);
    if (looks.large) this.#keepBest(larger!, found[1], searched.length);
    if (!larger) return;
    this.#histograms.keepIfRoom(smaller, smaller.column >= 0);
    this.#histograms.keepIfRoom(larger, larger.column >= 0);
  }

  #keepBest(leaf: GrowingLeaf, found: number, nSearched: number): void {
    const { kernel, views, layout } = this.#place;
    leaf.column = kernel.keepBest(leaf.struct, found, layout.searched, nSearched);
    leaf.gain = leaf.column < 0 ? 0 : splitAt(leaf.struct, views).gain;
  }
}
