/** What a fitted predictor says about a row, as the numbers that explanations divide. */
import type { FittedEstimator } from '../../estimators/estimator.ts';
import { predictWith } from '../../estimators/fit.ts';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';

/** nOutputs arrays of nRows numbers: the value of a regression, the probability of class 1 of two, or of each class. */
export type ScoreFunction = (X: Table) => readonly Float64Array[];

/** The scores of a fitted predictor; throws what it throws for columns that do not fit it. */
export function scoreFunctionOf(fitted: FittedEstimator): ScoreFunction {
  return (X) => scoresIn(predictWith(fitted, X));
}

/** The scores in predictions: of two classes the second alone, since the other mirrors it. */
export function scoresIn({ values, probabilities }: Predictions): readonly Float64Array[] {
  if (!probabilities) return [values];
  return probabilities.length === 2 ? [probabilities[1]] : probabilities;
}
