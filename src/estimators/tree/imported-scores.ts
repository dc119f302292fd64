/** Raw scores of an imported forest, to the bit of the library that trained it. */
import type { Table } from '../../table/table.ts';
import type { Forest } from './forest.ts';
import { addForest } from './forest-scores.ts';
import { walkForest } from './walk-forest.ts';

/** Rows that are scored together where sums are rounded after each tree. */
const blockRows = 512;

/** What the scores of a model are made of. */
export type ScoreParts = {
  /** nOutputs scores before the first tree. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs. */
  readonly forest: Forest;
  /** Sums are rounded to float32 after each tree, as XGBoost's are. */
  readonly single: boolean;
};

/**
 * The sum of the baseline and the leaves, trees in order.
 *
 * @param X The columns at which the trees look.
 * @returns Class-major: output k of row i at k * nRows + i.
 */
export function importedScores({ baseline, forest, single }: ScoreParts, X: Table): Float64Array {
  const { nRows } = X;
  const nOutputs = baseline.length;
  const scores = new Float64Array(nOutputs * nRows);
  for (let k = 0; k < nOutputs; k++) scores.fill(baseline[k], k * nRows, (k + 1) * nRows);
  if (!single) addForest(forest, X, scores, nOutputs);
  else for (let first = 0; first < nRows; first += blockRows) addRounded(forest, X, scores, nOutputs, first);
  return scores;
}

/** A sum of two float32 numbers in float64, rounded to float32, is their float32 sum. */
function addRounded(forest: Forest, X: Table, scores: Float64Array, nOutputs: number, first: number): void {
  const end = Math.min(X.nRows, first + blockRows);
  const block = { nRows: end - first, columns: X.columns.map((column) => rowsOf(column, first, end)) };
  for (let tree = 0; tree < forest.roots.length; tree++) {
    const start = (tree % nOutputs) * X.nRows;
    const ofBlock = scores.subarray(start + first, start + end);
    walkForest({ ...forest, roots: forest.roots.subarray(tree, tree + 1) }, block, ofBlock, 1);
    for (let i = 0; i < ofBlock.length; i++) ofBlock[i] = Math.fround(ofBlock[i]);
  }
}

function rowsOf(column: Table['columns'][number], first: number, end: number): Table['columns'][number] {
  return column.kind === 'number' ? { ...column, values: column.values.subarray(first, end) } : column;
}
