/** One tree of a file as a forest of one tree, in the order that predictions read. */
import type { Forest } from '../estimators/tree/forest.ts';
import type { TreeLayout } from './tree-layout.ts';

/** A tree in the order of its file. All arrays have one entry per node and mean what they mean in `Forest`. */
export interface FileTree {
  readonly kinds: Uint8Array;
  /** Columns that the nodes look at. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly covers: Int32Array;
  readonly categories: Uint32Array;
}

export function treeForest(tree: FileTree, { order, lefts }: TreeLayout): Forest {
  return {
    roots: new Int32Array(1),
    kinds: Uint8Array.from(order, (node) => tree.kinds[node]),
    features: Int32Array.from(order, (node) => tree.columns[node]),
    values: Float64Array.from(order, (node) => tree.values[node]),
    covers: Int32Array.from(order, (node) => tree.covers[node]),
    lefts,
    categories: tree.categories,
  };
}
