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
  const nNodes = order.length;
  const kinds = new Uint8Array(nNodes);
  const features = new Int32Array(nNodes);
  const values = new Float64Array(nNodes);
  const covers = new Int32Array(nNodes);
  for (let place = 0; place < nNodes; place++) {
    const node = order[place];
    kinds[place] = tree.kinds[node];
    features[place] = tree.columns[node];
    values[place] = tree.values[node];
    covers[place] = tree.covers[node];
  }
  return { roots: new Int32Array(1), kinds, features, values, covers, lefts, categories: tree.categories };
}
