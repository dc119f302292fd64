/** Walks through all trees of a forest, block of rows by block of rows. */
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { type LeafVisitor, newLeafWalk, visitLeaves } from './leaf-walk.ts';

/** Trees whose raw scores are explained. */
export interface ForestScores {
  /** Sound (`isSoundForest`). */
  readonly forest: Forest;
  /** One start value per output; tree t adds to output t modulo their number. */
  readonly baseline: Float64Array;
}

/** A visitor that is told where it is. */
export interface ForestVisitor extends LeafVisitor {
  /** Called before each tree. */
  enter(output: number, firstRow: number): void;
}

/** Which rows are walked in what portions. */
export interface Blocks {
  /** nFeatures columns of nRows values; NaN = missing. */
  readonly columns: readonly Float64Array[];
  readonly nRows: number;
  /** Rows per block. */
  readonly size: number;
  /** Of the deepest tree. */
  readonly depth: number;
  /** Rows that go first in every block: nFeatures columns; their number plus `size` is at most 65,536. */
  readonly leading?: { readonly columns: readonly Float64Array[]; readonly nRows: number };
}

/** Most rows of a block, and most rows times levels: bounds the memory of a walk to some tens of megabytes. */
const mostRows = 8192;
const mostPlaces = 262_144;

/** Rows per block for trees of a depth: the more, the more of them share a group. */
export function blockRows(depth: number, nRows: number): number {
  return Math.max(1, Math.min(nRows, mostRows, Math.floor(mostPlaces / (depth + 1))));
}

/** Visits the leaves of every tree for every block; the order in which a row's leaves come depends on the forest alone. */
export function visitForest({ forest, baseline }: ForestScores, blocks: Blocks, visitor: ForestVisitor): void {
  const { columns, nRows, size, depth, leading } = blocks;
  const newWalk = (length: number) => newLeafWalk(forest, columns.length, depth, length + (leading?.nRows ?? 0));
  let walk = newWalk(size);
  for (let first = 0; first < nRows; first += size) {
    const length = Math.min(size, nRows - first);
    if (length < size) walk = newWalk(length);
    const block = columns.map((values, j) => {
      const own = values.subarray(first, first + length);
      return leading ? joined(leading.columns[j], own) : own;
    });
    for (const [tree, root] of forest.roots.entries()) {
      if (forest.kinds[root] === nodeKinds.leaf) continue;
      visitor.enter(tree % baseline.length, first);
      visitLeaves(walk, root, 0, block, visitor);
    }
  }
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const values = new Float64Array(first.length + second.length);
  values.set(first);
  values.set(second, first.length);
  return values;
}
