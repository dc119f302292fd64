/** Growing one tree leaf by leaf: always the split that gains most (best-first; Shi 2007, as in LightGBM). */
import type { BinnedTable } from './binned-table.ts';
import { categorySplit } from './category-split.ts';
import type { Forest } from './forest.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { cellSize, type Derivatives, fillHistogram, subtractHistogram } from './histogram.ts';
import { numericSplit } from './numeric-split.ts';
import { partition } from './partition.ts';
import { leafGain, leafValue, type Split, type Sums } from './split.ts';
import { TreeBuilder } from './tree-builder.ts';

/** A leaf with the part of the rows it holds. */
interface Leaf {
  readonly node: number;
  readonly rows: Int32Array;
  readonly depth: number;
  readonly sums: Sums;
  /** L2 penalty of its value. */
  readonly l2: number;
  /** Kept while the leaf may be split and there is room; else it is made again. */
  histogram?: Float64Array;
  split?: Split;
}

export interface GrownTree {
  /** A forest of one tree; leaf values include the learning rate. */
  readonly tree: Forest;
  /** Each split's column of the training table and its gain. */
  readonly gains: readonly { readonly feature: number; readonly gain: number }[];
  /** The training rows of each leaf, and what it adds to their scores. */
  readonly leaves: readonly { readonly rows: Int32Array; readonly value: number }[];
}

/** Bytes of histograms that wait for the split of their leaf. */
const mostHistogramBytes = 268_435_456;

/** Grows trees on one table; buffers pass from tree to tree. */
export class TreeGrower {
  readonly #table: BinnedTable;
  readonly #params: GbdtParams;
  readonly #spareRows: Int32Array;
  readonly #spareHistograms: Float64Array[] = [];
  readonly #mostWaiting: number;
  #waiting = 0;

  /** @param mostWaiting Histograms to keep while their leaf waits; the trees are the same bits whatever it is. */
  constructor(table: BinnedTable, params: GbdtParams, mostWaiting?: number) {
    this.#table = table;
    this.#params = params;
    this.#mostWaiting = mostWaiting ?? mostHistogramBytes / (table.nCells * cellSize * 8);
    this.#spareRows = new Int32Array(table.nRows);
  }

  /**
   * Grows a tree.
   *
   * @param rows Rows to learn from; their order changes.
   * @param columns Positions of the binned columns to look at, ascending.
   */
  grow(rows: Int32Array, columns: Int32Array, derivatives: Derivatives): GrownTree {
    const { numLeaves, lambdaL1, lambdaL2, learningRate } = this.#params;
    const builder = new TreeBuilder(rows.length);
    const gains: { feature: number; gain: number }[] = [];
    const root: Leaf = { node: 0, rows, depth: 0, sums: sumsOf(rows, derivatives), l2: lambdaL2 };
    const leaves = [root];
    if (columns.length > 0 && this.#maySplit(root)) {
      root.histogram = this.#filledHistogram(rows, derivatives);
      this.#findSplit(root, columns, derivatives);
    }
    while (leaves.length < numLeaves) {
      const at = bestLeaf(leaves);
      if (at < 0) break;
      const parent = leaves[at];
      const { column, gain } = parent.split!;
      const children = this.#divide(parent, builder);
      leaves[at] = children[0];
      leaves.push(children[1]);
      gains.push({ feature: this.#table.columns[column].feature, gain });
      if (leaves.length < numLeaves) this.#findSplits(parent, children, columns, derivatives);
    }
    for (const leaf of leaves) this.#release(leaf);
    const grown = gains.length > 0;
    const valued = leaves.map((leaf) => {
      const value = grown ? learningRate * leafValue(leaf.sums, lambdaL1, leaf.l2) : 0;
      builder.setLeaf(leaf.node, value);
      return { rows: leaf.rows, value };
    });
    return { tree: builder.finish(), gains, leaves: valued };
  }

  #maySplit({ rows, depth }: Leaf): boolean {
    const { maxDepth, minChildSamples } = this.#params;
    return (maxDepth <= 0 || depth < maxDepth) && rows.length >= 2 * minChildSamples;
  }

  #divide({ node, rows, depth, split }: Leaf, builder: TreeBuilder): [Leaf, Leaf] {
    const { left, right, l2, column } = split!;
    const nLeft = partition(rows, this.#table, split!, this.#spareRows);
    const child = builder.split(node, this.#table.columns[column], split!);
    return [
      { node: child, rows: rows.subarray(0, nLeft), depth: depth + 1, sums: left, l2 },
      { node: child + 1, rows: rows.subarray(nLeft), depth: depth + 1, sums: right, l2 },
    ];
  }

  /** Histograms of two new leaves: the smaller one's from its rows, the other's as the difference from the parent's. */
  #findSplits(parent: Leaf, [left, right]: readonly [Leaf, Leaf], columns: Int32Array, derivatives: Derivatives): void {
    const [smaller, larger] = left.rows.length <= right.rows.length ? [left, right] : [right, left];
    if (this.#maySplit(larger)) {
      smaller.histogram = this.#filledHistogram(smaller.rows, derivatives);
      if (parent.histogram) {
        larger.histogram = parent.histogram;
        parent.histogram = undefined;
        subtractHistogram(larger.histogram, smaller.histogram);
      } else {
        larger.histogram = this.#filledHistogram(larger.rows, derivatives);
      }
      this.#findSplit(larger, columns, derivatives);
      if (this.#maySplit(smaller)) this.#findSplit(smaller, columns, derivatives);
      else this.#release(smaller);
    } else {
      this.#release(parent);
    }
  }

  /** Finds the best split of a leaf, if it has one; the first of equals wins. */
  #findSplit(leaf: Leaf, columns: Int32Array, { gradientUnit, hessianUnit }: Derivatives): void {
    const { lambdaL1, lambdaL2, minSplitGain } = this.#params;
    const { gradient, hessian } = leaf.sums;
    const leastGain = leafGain(gradient, hessian, lambdaL1, lambdaL2) + minSplitGain;
    for (const column of columns) {
      const { bins, firstCell } = this.#table.columns[column];
      const find = bins.kind === 'numeric' ? numericSplit : categorySplit;
      const split = find(
        {
          column,
          nBins: bins.nBins,
          histogram: leaf.histogram!,
          start: firstCell * cellSize,
          gradientUnit,
          hessianUnit,
          total: leaf.sums,
          params: this.#params,
        },
        leastGain,
      );
      if (split && split.gain > (leaf.split?.gain ?? 0)) leaf.split = split;
    }
    if (!leaf.split || this.#waiting > this.#mostWaiting) this.#release(leaf);
  }

  #filledHistogram(rows: Int32Array, derivatives: Derivatives): Float64Array {
    const histogram = this.#spareHistograms.pop() ?? new Float64Array(this.#table.nCells * cellSize);
    fillHistogram(histogram, this.#table, rows, derivatives);
    this.#waiting++;
    return histogram;
  }

  #release(leaf: Leaf): void {
    if (!leaf.histogram) return;
    this.#spareHistograms.push(leaf.histogram);
    this.#waiting--;
    leaf.histogram = undefined;
  }
}

/** Position of the leaf with the best split, the first of equals; -1 when none can be split. */
function bestLeaf(leaves: readonly Leaf[]): number {
  let best = -1;
  let bestGain = 0;
  for (let i = 0; i < leaves.length; i++) {
    const gain = leaves[i].split?.gain ?? 0;
    if (gain <= bestGain) continue;
    best = i;
    bestGain = gain;
  }
  return best;
}

function sumsOf(rows: Int32Array, { gradient, hessian, gradientUnit, hessianUnit }: Derivatives): Sums {
  let g = 0;
  let h = 0;
  for (let i = 0; i < rows.length; i++) {
    g += gradient[rows[i]];
    h += hessian[rows[i]];
  }
  return { gradient: g * gradientUnit, hessian: h * hessianUnit, rows: rows.length };
}
