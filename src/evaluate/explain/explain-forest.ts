/** Shapley values of a forest's raw scores (TreeSHAP, Lundberg et al. 2020) over columns of numbers. */
import { ModelwrightError } from '../../core/errors.ts';
import { backgroundValues } from './background-values.ts';
import { expectedScores, forestDepth, meanScores } from './forest-form.ts';
import { newPathFactors } from './path-factors.ts';
import { addPathValues } from './path-values.ts';
import { type AddLeafValues, valueVisitor } from './value-visitor.ts';
import { type Blocks, blockRows, type ForestScores, visitForest } from './visit-forest.ts';

/** Most rows of a background: the work grows with their number. */
const maxBackgroundRows = 1000;

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
  const factors = newPathFactors(Math.min(depth, columns.length));
  const values = walkedValues(scores, { columns, nRows, size: blockRows(depth, nRows), depth }, (leaf, table, stride) =>
    addPathValues(factors, leaf, table, stride),
  );
  return { expected: expectedScores(scores.forest, scores.baseline), values };
}

/**
 * Interventional values: columns that are not known are taken from rows of a background, each as likely. `expected` is the
 * background's mean score.
 *
 * @param background nFeatures columns of nBackground values; at least one row, at most 1,000.
 * @throws SHAPE_MISMATCH for another number of background rows, and as `explainForest`.
 */
export function explainForestAgainst(
  scores: ForestScores,
  columns: readonly Float64Array[],
  nRows: number,
  background: readonly Float64Array[],
  nBackground: number,
): ForestValues {
  if (!(nBackground >= 1 && nBackground <= maxBackgroundRows)) {
    const law = `1 to ${maxBackgroundRows} rows`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'the background', law, value: `${nBackground}` });
  }
  const depth = forestDepth(scores.forest);
  const size = blockRows(depth, nRows);
  const leading = { columns: background, nRows: nBackground };
  const addValues = backgroundValues(nBackground, Math.min(depth, columns.length), size + nBackground);
  const values = walkedValues(scores, { columns, nRows, size, depth, leading }, addValues);
  return { expected: meanScores(scores.forest, scores.baseline, background, nBackground), values };
}

function walkedValues(scores: ForestScores, blocks: Blocks, addValues: AddLeafValues): Float64Array {
  const { columns, nRows, size, depth, leading } = blocks;
  const nFeatures = columns.length;
  const nLeading = leading?.nRows ?? 0;
  const values = new Float64Array(scores.baseline.length * nFeatures * nRows);
  const shape = { nFeatures, nRows, width: Math.min(depth, nFeatures), room: size + nLeading, nLeading };
  visitForest(scores, blocks, valueVisitor(shape, values, addValues));
  return values;
}
