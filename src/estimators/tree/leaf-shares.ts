/** Sums of what leaves say of several classes: a tree is walked once for all of them. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { leafReached } from './walk-forest.ts';

/** Rows that are looked at together. */
const blockRows = 64;

/**
 * Adds to the scores of each row the shares of the leaves it reaches, tree by tree in order.
 *
 * @param forest Whose leaf values are numbers of leaves.
 * @param shares nLeaves * nOutputs.
 * @param scores Class-major: class k of row i at k * nRows + i.
 */
export function addShares(
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
    for (let j = 0; j < columns.length; j++) {
      for (let i = 0; i < length; i++) block[i * columns.length + j] = columns[j][first + i];
    }
    for (const root of forest.roots) {
      for (let i = 0; i < length; i++) {
        const leaf = leafReached(forest, root, block, i * columns.length);
        for (let k = 0; k < nOutputs; k++) scores[k * nRows + first + i] += shares[leaf * nOutputs + k];
      }
    }
  }
}
