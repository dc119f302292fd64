/** Sums of leaf values: what a forest says about rows. */
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { imageOf } from './forest-image.ts';
import { ForestKernel } from './forest-kernel.ts';
import { addLeaves } from './forest-leaves.ts';
import { walkForest } from './walk-forest.ts';

/** Walks through trees after which it pays to have the forest in the kernel's form: some, and one for each of its nodes. */
const [enoughWalks, walksPerNode] = [10_000, 1];

interface Use {
  walks: number;
  /** Null when the forest does not fit the kernel's form. */
  kernel?: ForestKernel | null;
}

const uses = new WeakMap<Forest, Use>();

/**
 * Adds to each score the leaves its row reaches, tree by tree in order, so a batch gives the same bits as its rows one by one.
 *
 * @param X The training columns, in their order.
 * @param scores Class-major: output k of row i at k * nRows + i.
 * @param nOutputs Tree t adds to output t modulo nOutputs; the same in every call for a forest.
 */
export function addForest(forest: Forest, X: Table, scores: Float64Array, nOutputs: number): void {
  const kernel = kernelOf(forest, X, nOutputs);
  if (kernel) kernel.add(X, scores);
  else walkForest(forest, X, scores, nOutputs);
}

/**
 * The same where each tree says something about all outputs; see `addLeaves`.
 *
 * @param shares nLeaves * nOutputs, the same in every call for a forest.
 */
export function addForestLeaves(
  forest: Forest,
  shares: Float64Array,
  X: Table,
  scores: Float64Array,
  nOutputs: number,
): void {
  const kernel = kernelOf(forest, X, nOutputs, shares);
  if (kernel) kernel.add(X, scores);
  else addLeaves(forest, shares, X, scores, nOutputs);
}

function kernelOf(forest: Forest, X: Table, nOutputs: number, shares?: Float64Array): ForestKernel | null {
  let use = uses.get(forest);
  if (!use) {
    use = { walks: 0 };
    uses.set(forest, use);
  }
  if (use.kernel !== undefined) return use.kernel;
  use.walks += X.nRows * forest.roots.length;
  if (use.walks < enoughWalks + walksPerNode * forest.kinds.length) return null;
  const image = imageOf(forest, X.columns.length, nOutputs, shares);
  use.kernel = image ? new ForestKernel(image, nOutputs) : null;
  return use.kernel;
}
