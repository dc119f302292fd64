/** Shapley interaction values of a forest's raw scores over columns of numbers. */
import { explainForest, type ForestValues } from './explain-forest.ts';
import { forestDepth } from './forest-form.ts';
import { interactionVisitor, pairsOf } from './path-interactions.ts';
import { blockRows, type ForestScores, visitForest } from './visit-forest.ts';

/** Room for the pairs of a block, in numbers. */
const tableRoom = 1 << 21;

/** Values with their division into interactions. */
export interface ForestInteractions extends ForestValues {
  /**
   * nOutputs x nFeatures x nFeatures x nRows, symmetric: for every row, the numbers at (k, i, .) sum to column i's value. A number
   * off the diagonal is half of what the two columns add together; the diagonal holds what a column adds alone.
   */
  readonly interactions: Float64Array;
}

/**
 * Path-dependent interaction values (Lundberg et al. 2020).
 *
 * @param columns nFeatures columns of nRows values, in the order of the forest's columns; NaN = missing.
 * @throws as `explainForest`.
 */
export function interactForest(
  scores: ForestScores,
  columns: readonly Float64Array[],
  nRows: number,
): ForestInteractions {
  const explained = explainForest(scores, columns, nRows);
  const nFeatures = columns.length;
  const depth = forestDepth(scores.forest);
  const width = Math.min(depth, nFeatures);
  const room = Math.floor(tableRoom / Math.max(1, pairsOf(width)));
  const size = Math.max(1, Math.min(blockRows(depth, nRows), room));
  const interactions = new Float64Array(scores.baseline.length * nFeatures * nFeatures * nRows);
  const shape = { nFeatures, nRows, width, room: size, nLeading: 0 };
  visitForest(scores, { columns, nRows, size, depth }, interactionVisitor(shape, interactions));
  for (let k = 0; k < scores.baseline.length; k++) {
    const of = (i: number, j: number) => {
      const start = ((k * nFeatures + i) * nFeatures + j) * nRows;
      return interactions.subarray(start, start + nRows);
    };
    for (let i = 0; i < nFeatures; i++) {
      const start = (k * nFeatures + i) * nRows;
      of(i, i).set(explained.values.subarray(start, start + nRows));
    }
    for (let i = 0; i < nFeatures; i++) {
      for (let j = i + 1; j < nFeatures; j++) complete(of(i, j), of(j, i), of(i, i), of(j, j));
    }
  }
  return { ...explained, interactions };
}

/** Copies a pair's numbers to the other side of the diagonal and takes them from both columns' own. */
function complete(upper: Float64Array, lower: Float64Array, first: Float64Array, second: Float64Array): void {
  for (let row = 0; row < upper.length; row++) {
    lower[row] = upper[row];
    first[row] -= upper[row];
    second[row] -= upper[row];
  }
}
