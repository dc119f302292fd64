/** Sums of leaf values: what a forest says about rows. */
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { imageOf } from './forest-image.ts';
import { ForestKernel } from './forest-kernel.ts';
import { addLeaves, addLeavesToRow } from './forest-leaves.ts';
import { walkForest, walkForestByRow } from './walk-forest.ts';

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
  const kernel = kernelOf(forest, X.nRows, X.columns.length, nOutputs);
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
  const kernel = kernelOf(forest, X.nRows, X.columns.length, nOutputs, shares);
  if (kernel) kernel.add(X, scores);
  else addLeaves(forest, shares, X, scores, nOutputs);
}

/** `addForest` for one row: a value per column, and a score per output. */
export function addForestToRow(forest: Forest, row: Float64Array, scores: Float64Array): void {
  const kernel = kernelOf(forest, 1, row.length, scores.length);
  if (kernel) kernel.addRow(row, scores);
  else walkForestByRow(forest, row, scores);
}

/** `addForestLeaves` for one row. */
export function addForestLeavesToRow(
  forest: Forest,
  shares: Float64Array,
  row: Float64Array,
  scores: Float64Array,
): void {
  const kernel = kernelOf(forest, 1, row.length, scores.length, shares);
  if (kernel) kernel.addRow(row, scores);
  else addLeavesToRow(forest, shares, row, scores);
}

function kernelOf(
  forest: Forest,
  nRows: number,
  nColumns: number,
  nOutputs: number,
  shares?: Float64Array,
): ForestKernel | null {
  let use = uses.get(forest);
  if (!use) {
    use = { walks: 0 };
    uses.set(forest, use);
  }
  if (use.kernel !== undefined) return use.kernel;
  use.walks += nRows * forest.roots.length;
  if (use.walks < enoughWalks + walksPerNode * forest.kinds.length) return null;
  const image = imageOf(forest, nColumns, nOutputs, shares);
  use.kernel = image ? new ForestKernel(image, nOutputs) : null;
  return use.kernel;
}
