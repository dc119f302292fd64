/** Explanations of single predictions of every model: exact where its form allows, else by asking it. */
import { checkParam, checkWhole } from '../../core/check-param.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { predictWith } from '../../estimators/fit.ts';
import type { Table } from '../../table/table.ts';
import { explainEnsemble } from './explain-ensemble.ts';
import { explainLinear, isLinear } from './explain-linear.ts';
import { explainSampled } from './explain-sampled.ts';
import { explainTrees } from './explain-trees.ts';
import { type Explanation, explainedScores, scaleOfScores } from './explanation.ts';
import { scoreFunctionOf } from './score-function.ts';
import { isTreeModel } from './tree-model.ts';
import { undecided } from './undecided.ts';

export interface ExplainRequest {
  /**
   * 1 to 1,000 rows with the columns of X: what is not known about a row is taken from them. Trees need none (it then follows their
   * training rows); every other model does.
   */
  readonly background?: Table;
  /**
   * `auto`: from trees, coefficients or members where the model has them, else all coalitions or random orders. The others ask the
   * model itself, whatever it is: `exact` for rows with up to 20 columns, `permutation`, or `kernel` SHAP.
   */
  readonly method?: 'auto' | 'exact' | 'permutation' | 'kernel';
  /** Coalitions of columns to ask for per row, each against every background row; 2 to 1,048,576, default 512. */
  readonly maxCoalitions?: number;
  /** Time that random orders may take for all rows together; at least one per row is walked, on fewer background rows if need be. */
  readonly budgetMs?: number;
  /** Of random orders; safe whole number >= 0, default 0. */
  readonly seed?: number;
  /** Divide the values of trees into interactions of two columns, too; without a background. Default false. */
  readonly interactions?: boolean;
}

const mostCoalitions = 1_048_576;

/**
 * What each input column adds to the predictions of a fitted estimator for the rows of X (SHAP, Lundberg and Lee 2017), whichever
 * estimator it is: trees by TreeSHAP, linear models by their coefficients, weighted means of such by linearity, others by asking.
 *
 * @throws PARAM_INVALID for a model that needs a background and has none, for interactions of another model than trees and for
 *   options out of range; SHAPE_MISMATCH for a background of no row or more than 1,000; what `explainTrees` throws for trees, and
 *   what the model throws for columns that do not fit it.
 */
export function explain(whole: FittedEstimator, X: Table, request: ExplainRequest = {}): Explanation {
  const fitted = undecided(whole);
  const { background, method = 'auto', maxCoalitions = 512, budgetMs, seed = 0, interactions = false } = request;
  const areCoalitions = Number.isSafeInteger(maxCoalitions) && maxCoalitions >= 2 && maxCoalitions <= mostCoalitions;
  checkParam(areCoalitions, 'maxCoalitions', `a whole number, 2 to ${mostCoalitions}`, maxCoalitions);
  checkParam(budgetMs === undefined || budgetMs > 0, 'budgetMs', 'milliseconds > 0', `${budgetMs}`);
  checkWhole({ seed }, 0);
  const trees = method === 'auto' && isTreeModel(fitted);
  checkParam(!interactions || trees, 'interactions', 'false for a model without trees', `${interactions}`);
  if (trees) {
    const found = explainTrees(fitted, X, { background, interactions });
    return scaled(fitted, X, { method: 'tree', ...found, ...(background && { backgroundRows: background.nRows }) });
  }
  if (!background) {
    const law = 'rows to compare with, for a model without trees';
    throw new ModelwrightError('PARAM_INVALID', { name: 'background', law, value: 'none' });
  }
  const exact = method === 'auto' ? exactly(fitted, X, background) : undefined;
  if (exact) return scaled(fitted, X, exact);
  const sampling = { method, maxCoalitions, budgetMs, seed };
  return scaled(fitted, X, explainSampled(scoreFunctionOf(fitted), X, background, sampling));
}

function exactly(fitted: FittedEstimator, X: Table, background: Table): Omit<Explanation, 'scale'> | undefined {
  const method = isLinear(fitted) ? 'linear' : 'ensemble';
  const found = isLinear(fitted) ? explainLinear(fitted, X, background) : explainEnsemble(fitted, X, background);
  if (!found) return undefined;
  const [nRows, nOutputs] = [X.nRows, found.expected.length];
  return { method, nRows, nOutputs, ...found, backgroundRows: background.nRows };
}

function scaled(fitted: FittedEstimator, X: Table, found: Omit<Explanation, 'scale'>): Explanation {
  return { ...found, scale: scaleOfScores(explainedScores(found), predictWith(fitted, X)) };
}
