/** Sums of leaf values, row by row in JavaScript: for few rows of a forest that is hardly used. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type Forest, nodeKinds } from './forest.ts';
import { fillRowBlock } from './row-block.ts';

/** Rows that are looked at together: their values and the nodes of a tree stay in the fastest memory. */
const blockRows = 64;

/**
 * Adds to each score the leaves its row reaches, tree by tree in order, so a batch gives the same bits as its rows one by one.
 *
 * @param X The training columns, in their order.
 * @param scores Class-major: output k of row i at k * nRows + i.
 * @param nOutputs Tree t adds to output t modulo nOutputs.
 */
export function walkForest(forest: Forest, X: Table, scores: Float64Array, nOutputs: number): void {
  const { nRows } = X;
  const columns = X.columns.map((column) => (column as NumberColumn).values);
  const block = new Float64Array(Math.min(blockRows, nRows) * columns.length);
  for (let first = 0; first < nRows; first += blockRows) {
    const length = Math.min(blockRows, nRows - first);
    fillRowBlock(block, columns, first, length);
    for (let tree = 0; tree < forest.roots.length; tree++) {
      const to = (tree % nOutputs) * nRows + first;
      const root = forest.roots[tree];
      for (let i = 0; i < length; i++) scores[to + i] += leafReached(forest, root, block, i * columns.length);
    }
  }
}

/** The same for one row: a value per column, and a score per output. */
export function walkForestByRow(forest: Forest, row: Float64Array, scores: Float64Array): void {
  for (let tree = 0; tree < forest.roots.length; tree++) {
    scores[tree % scores.length] += leafReached(forest, forest.roots[tree], row, 0);
  }
}

/** The value of the leaf to which the row at `start` of `block` falls. */
export function leafReached(
  { kinds, features, values, lefts, categories }: Forest,
  root: number,
  block: Float64Array,
  start: number,
): number {
  let node = root;
  for (let kind = kinds[node]; kind !== nodeKinds.leaf; kind = kinds[node]) {
    const value = block[start + features[node]];
    const limit = values[node];
    const left = lefts[node];
    if (kind <= nodeKinds.numberMissingRight) {
      if (value <= limit) node = left;
      else if (value > limit) node = left + 1;
      else node = kind === nodeKinds.numberMissingLeft ? left : left + 1;
    } else {
      node = left + categorySide(categories, limit, value, kind === nodeKinds.categoryMissingLeft ? 0 : 1);
    }
  }
  return values[node];
}

/** 0 for left, 1 for right; `otherwise` for what is no code of the column. */
function categorySide(categories: Uint32Array, set: number, value: number, otherwise: number): number {
  if (!(value >= 0 && value < categories[set]) || !Number.isInteger(value)) return otherwise;
  return ~(categories[set + 1 + (value >>> 5)] >>> (value & 31)) & 1;
}
