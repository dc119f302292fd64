/** Sums of what the leaves of deep trees say: a tree is walked once for all classes, and by many rows while it is at hand. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { fillRowBlock } from './row-block.ts';
import { leafReached } from './walk-forest.ts';

/** Rows that walk through a tree one after the other: such trees are larger than the fastest memory, so few rows would not do. */
const blockRows = 2048;

/**
 * Adds to the scores of each row what the leaves it reaches say, tree by tree in order.
 *
 * @param shares nLeaves * nOutputs; with several outputs the leaf values of the forest are numbers of leaves. With one output
 *   they are what is added.
 * @param scores Class-major: class k of row i at k * nRows + i.
 */
export function addLeaves(
  forest: Forest,
  shares: Float64Array,
  X: Table,
  scores: Float64Array,
  nOutputs: number,
): void {
  const { nRows } = X;
  const columns = X.columns.map((column) => (column as NumberColumn).values);
  const block = new Float64Array(Math.min(blockRows, nRows) * columns.length);
  for (let first = 0; first < nRows; first += blockRows) {
    const length = Math.min(blockRows, nRows - first);
    fillRowBlock(block, columns, first, length);
    for (const root of forest.roots) {
      for (let i = 0; i < length; i++) {
        const leaf = leafReached(forest, root, block, i * columns.length);
        addLeaf(shares, leaf, scores, nOutputs, first + i, nRows);
      }
    }
  }
}

/** The same for one row: a value per column, and a score per output. */
export function addLeavesToRow(forest: Forest, shares: Float64Array, row: Float64Array, scores: Float64Array): void {
  for (const root of forest.roots) addLeaf(shares, leafReached(forest, root, row, 0), scores, scores.length, 0, 1);
}

/** Adds what a leaf says to the scores of a row. */
function addLeaf(
  shares: Float64Array,
  leaf: number,
  scores: Float64Array,
  nOutputs: number,
  row: number,
  nRows: number,
): void {
  if (nOutputs === 1) scores[row] += leaf;
  else for (let k = 0; k < nOutputs; k++) scores[k * nRows + row] += shares[leaf * nOutputs + k];
}
