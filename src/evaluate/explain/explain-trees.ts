/** Explanations of single predictions of tree models: what each column adds to the raw score. */
import { ModelwrightError } from '../../core/errors.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import type { Table } from '../../table/table.ts';
import { type Contributions, sumByOrigin } from './contributions.ts';
import { explainForest, explainForestAgainst } from './explain-forest.ts';
import { interactForest } from './interact-forest.ts';
import { treeModelOf } from './tree-model.ts';

/** Most numbers in one array of results: 1 GiB. */
const maxNumbers = 134_217_728;

export interface ExplainOptions {
  /**
   * Up to 1,000 rows with the columns of X: what is not known about a row is taken from them (interventional values). Absent: it
   * follows the training rows through the trees (path-dependent values).
   */
  readonly background?: Table;
  /** Divide the values into interactions of two columns, too; path-dependent only. Default false. */
  readonly interactions?: boolean;
}

/**
 * Shapley values in the space of raw scores: of a regression the value; of boosted trees for two classes the log-odds of the second,
 * for more classes each class's score before the softmax; of other trees the probability of the second or of each class. `expected` plus the values of a row is its raw score.
 */
export interface TreeExplanation {
  readonly nRows: number;
  /** Scores per row. */
  readonly nOutputs: number;
  /** nOutputs scores of a row of which nothing is known. */
  readonly expected: Float64Array;
  /** By column that the trees split on. */
  readonly features: Contributions;
  /** By column of the input: sums over the features that transformers made of it. */
  readonly inputs: Contributions;
}

/**
 * Explains the predictions of a fitted `gbdt`, `decision_tree`, `random_forest`, `extra_trees` or `imported_forest`, also at the end of a pipeline. Time grows with rows x leaves; the bits of a row do not
 * depend on the other rows.
 *
 * @throws EXPLAIN_UNFIT for another estimator, PARAM_INVALID for interactions against a background, SHAPE_MISMATCH for a background of
 *   no row or more than 1,000, for trees deeper than 512 splits and for results of more than 2^27 numbers (explain fewer rows then),
 *   and what the model throws for columns that do not fit it.
 */
export function explainTrees(fitted: FittedEstimator, X: Table, options: ExplainOptions = {}): TreeExplanation {
  const { background, interactions = false } = options;
  if (background && interactions) {
    const law = 'false with a background';
    throw new ModelwrightError('PARAM_INVALID', { name: 'interactions', law, value: 'true' });
  }
  const { scores, features, inputs, columnsOf } = treeModelOf(fitted);
  const { nRows } = X;
  const nOutputs = scores.baseline.length;
  checkSize(nOutputs * nRows * features.length * (interactions ? features.length : 1));
  const columns = columnsOf(X);
  const { expected, ...found } = background
    ? explainForestAgainst(scores, columns, nRows, columnsOf(background), background.nRows)
    : (interactions ? interactForest : explainForest)(scores, columns, nRows);
  const contributions = { names: features, ...found };
  return {
    nRows,
    nOutputs,
    expected,
    features: contributions,
    inputs: sumByOrigin(contributions, inputs, nOutputs, nRows),
  };
}

function checkSize(numbers: number): void {
  if (numbers <= maxNumbers) return;
  const law = `at most ${maxNumbers} numbers (outputs x columns x rows, for interactions x columns again)`;
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'an explanation', law, value: `${numbers}` });
}
