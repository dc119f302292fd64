/** Shapley values of a forest's raw scores (TreeSHAP, Lundberg et al. 2020) over columns of numbers. */
import { expectedScores, forestDepth } from './forest-form.ts';
import { newPathFactors } from './path-factors.ts';
import { addPathValues } from './path-values.ts';
import { valueVisitor } from './value-visitor.ts';
import { type ForestScores, walkForest } from './walk-forest.ts';

/** Rows that are walked together: their groups and some columns of results stay in fast memory. */
const blockRows = 1024;

/** Shapley values: for every row and output, `expected` plus the row's values is the raw score. */
export interface ForestValues {
  /** nOutputs scores of the background. */
  readonly expected: Float64Array;
  /** nOutputs x nFeatures x nRows: column j of output k at (k * nFeatures + j) * nRows. */
  readonly values: Float64Array;
}

/**
 * Path-dependent values: a column that is not known sends a row both ways, weighted by the training rows that went there.
 * The bits of a row do not depend on the other rows.
 *
 * @param columns nFeatures columns of nRows values, in the order of the forest's columns; NaN = missing.
 * @throws STATE_INVALID or SHAPE_MISMATCH for trees that `forestDepth` refuses.
 */
export function explainForest(scores: ForestScores, columns: readonly Float64Array[], nRows: number): ForestValues {
  const depth = forestDepth(scores.forest);
  const nFeatures = columns.length;
  const width = Math.min(depth, nFeatures);
  const size = Math.min(nRows, blockRows);
  const values = new Float64Array(scores.baseline.length * nFeatures * nRows);
  const factors = newPathFactors(width);
  const visitor = valueVisitor({ nFeatures, nRows, width, room: size, nLeading: 0 }, values, (leaf, table, stride) =>
    addPathValues(factors, leaf, table, stride),
  );
  walkForest(scores, { columns, nRows, size, depth }, visitor);
  return { expected: expectedScores(scores.forest, scores.baseline), values };
}
