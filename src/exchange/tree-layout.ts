/** The order in which a tree of another library is stored here: parents before children, siblings side by side. */
import { invalidFile, maxTreeDepth } from './model-file-error.ts';

/** Where each node goes and who its children are. */
export interface TreeLayout {
  /** Nodes of the file in the order in which they are stored, the root first. */
  readonly order: Int32Array;
  /** For each place in `order` the place of the left child, the right one being the next; 0 for leaves. */
  readonly lefts: Int32Array;
}

/** Children of a node as numbers of nodes; -1 marks a leaf. */
interface Children {
  readonly lefts: ArrayLike<number>;
  readonly rights: ArrayLike<number>;
}

/**
 * Walks from node 0, level by level; nodes that are not reached are left out.
 *
 * @throws MODEL_FILE_INVALID for children that do not exist, nodes with two parents (so for cycles), and too deep trees.
 */
export function layOut({ lefts, rights }: Children, what: string): TreeLayout {
  const nNodes = lefts.length;
  const order = new Int32Array(nNodes);
  const placed = new Int32Array(nNodes);
  const seen = new Uint8Array(nNodes);
  seen[0] = 1;
  let count = 1;
  let levelEnd = 1;
  let depth = 0;
  for (let place = 0; place < count; place++) {
    if (place === levelEnd) {
      levelEnd = count;
      if (++depth > maxTreeDepth) throw invalidFile(`${what} is deeper than ${maxTreeDepth}`);
    }
    const node = order[place];
    if (lefts[node] === -1) continue;
    placed[place] = count;
    for (const child of [lefts[node], rights[node]]) {
      if (!(Number.isInteger(child) && child >= 0 && child < nNodes)) {
        throw invalidFile(`${what}: node ${node} has a child that does not exist`);
      }
      if (seen[child] === 1) throw invalidFile(`${what}: node ${child} has two parents`);
      seen[child] = 1;
      order[count++] = child;
    }
  }
  return { order: order.slice(0, count), lefts: placed.slice(0, count) };
}
