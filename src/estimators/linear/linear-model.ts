/** What linear models share: their state, their sums over columns, and the importance of a column. */
import { z } from 'zod';
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition } from '../estimator.ts';
import { type RowPredictor, sayPredictions } from '../single-row/row-cells.ts';

/** One output for regression and binary classification, else one per class. */
export type LinearState = {
  readonly features: readonly string[];
  /** nOutputs x nFeatures, row by row. */
  readonly coefficients: Float64Array;
  /** nOutputs; -Infinity for a class that training never saw. */
  readonly intercepts: Float64Array;
  /** nFeatures standard deviations on the training rows, for importance only. */
  readonly scales: Float64Array;
};

export const linearState = z
  .strictObject({
    features: z.array(z.string()),
    coefficients: z.instanceof(Float64Array),
    intercepts: z.instanceof(Float64Array),
    scales: z.instanceof(Float64Array),
  })
  .refine(
    ({ features, coefficients, intercepts, scales }) =>
      intercepts.length > 0 &&
      coefficients.length === features.length * intercepts.length &&
      scales.length === features.length,
    'coefficients, intercepts and scales fit the features',
  );

/**
 * Intercept plus weighted sum of the features, nOutputs arrays of nRows. Each row's sum runs over the features in their
 * order, so a batch gives the same bits as its rows one by one.
 *
 * @throws COLUMN_NOT_FOUND, VALUE_INVALID, VALUE_MISSING.
 */
export function margins(definition: EstimatorDefinition, state: LinearState, X: Table): Float64Array[] {
  const selected = selectFeatures(X, state.features, definition.name);
  checkColumns(definition, selected);
  const nFeatures = state.features.length;
  return Array.from(state.intercepts, (intercept, k) => {
    const out = new Float64Array(X.nRows).fill(intercept);
    for (let j = 0; j < nFeatures; j++) {
      const coefficient = state.coefficients[k * nFeatures + j];
      if (coefficient === 0) continue;
      const { values } = selected.columns[j] as { values: Float64Array };
      for (let row = 0; row < out.length; row++) out[row] += coefficient * values[row];
    }
    return out;
  });
}

/**
 * A linear model for rows that come one at a time: sums as in `margins`, term by term.
 *
 * @param nClasses as `RowPredictor` has it.
 * @param predictionsOf what the sums of one row say, nOutputs arrays of 1; they may be overwritten.
 */
export function linearRowPredictor(
  { features, coefficients, intercepts }: LinearState,
  nClasses: number,
  predictionsOf: (perOutput: Float64Array[]) => Predictions,
): RowPredictor {
  const perOutput = Array.from(intercepts, () => new Float64Array(1));
  return {
    features,
    nClasses,
    say(row, said) {
      for (let k = 0, at = 0; k < intercepts.length; k++) {
        let sum = intercepts[k];
        for (let j = 0; j < row.length; j++, at++) if (coefficients[at] !== 0) sum += coefficients[at] * row[j];
        perOutput[k][0] = sum;
      }
      sayPredictions(predictionsOf(perOutput), said);
    },
  };
}

/** Share of each feature by the size of its coefficients on the standardised scale, summed over outputs. */
export function linearImportance({ features, coefficients, intercepts, scales }: LinearState) {
  const sizes = features.map((_, j) => {
    let size = 0;
    for (let k = 0; k < intercepts.length; k++) size += Math.abs(coefficients[k * features.length + j]) * scales[j];
    return size;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return features.map((feature, j) => ({ feature, share: total > 0 ? sizes[j] / total : 0 }));
}
