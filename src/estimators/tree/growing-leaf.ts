/** The leaves of a tree that grows, and which of them is split next. */
import type { Layout } from './layout.ts';
import type { TreeParams } from './tree-params.ts';

/** A leaf with the part of the rows it holds. */
export interface GrowingLeaf {
  readonly node: number;
  readonly depth: number;
  /** Which of the two lists of rows holds its own, where, and how many. */
  readonly list: 0 | 1;
  readonly first: number;
  readonly rows: number;
  /** Address of its sums, the bounds of its value, and its best split; see kernel/leaf.ts. */
  readonly struct: number;
  /** L2 penalty of its value. */
  readonly l2: number;
  /** Columns of the splits above, where interactions are constrained. */
  readonly onTheWay: ReadonlySet<number>;
  /** Address, kept while the leaf may be split and there is room; 0: it is made again. */
  histogram: number;
  /** Column and gain of its best split; -1 and 0: it stays a leaf. */
  column: number;
  gain: number;
}

/** Position of the leaf to split: the one that gains most, of those with the fewest splits above if asked; -1 when none can. */
export function bestLeaf(leaves: readonly GrowingLeaf[], growth: TreeParams['growth']): number {
  let best = -1;
  for (let i = 0; i < leaves.length; i++) {
    const { column, gain, depth } = leaves[i];
    if (column < 0) continue;
    const other = leaves[best];
    const isDeeper = growth === 'depth' && other !== undefined && depth !== other.depth;
    if (other === undefined || (isDeeper ? depth < other.depth : gain > other.gain)) best = i;
  }
  return best;
}

/** Address of the row numbers of a leaf. */
export function rowsOf({ list, first }: GrowingLeaf, { rows }: Layout): number {
  return rows[list] + first * 4;
}

/** Written out, for it is made for every node, and spreading an object costs as much as a small leaf's histogram. */
export function newLeaf(
  { depth, list, l2, onTheWay }: Pick<GrowingLeaf, 'depth' | 'list' | 'l2' | 'onTheWay'>,
  node: number,
  first: number,
  rows: number,
  struct: number,
): GrowingLeaf {
  return { node, depth, list, first, rows, struct, l2, onTheWay, histogram: 0, column: -1, gain: 0 };
}
