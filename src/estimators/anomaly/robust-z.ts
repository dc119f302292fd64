/** Robust z: how many deviations a row lies from the medians of its columns (Iglewicz, Hoaglin 1993). */
import { z } from 'zod';
import { median } from '../../math/quantile.ts';
import { mean } from '../../math/reduce.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition, TransformerDefinition } from '../estimator.ts';
import { scaledBound } from '../preprocess/standard-scaler.ts';

const params = z.strictObject({
  aggregate: z
    .enum(['mean_square', 'max'])
    .default('mean_square')
    .describe('mean_square: the root of the mean square over the columns; max: the largest of them'),
});

type RobustZParams = z.infer<typeof params>;
type RobustZState = {
  readonly features: readonly string[];
  readonly aggregate: RobustZParams['aggregate'];
  readonly medians: Float64Array;
  /** Deviations, > 0. */
  readonly scales: Float64Array;
};

/** The column that is added. */
const scoreColumn = 'robust_z';

/** What makes the median, and the mean, of absolute deviations the standard deviation of normal values. */
const ofMedian = 1.482602218505602;
const ofMean = 1.2533141373155003;

const finite = z.instanceof(Float64Array).refine((values) => values.every(Number.isFinite), 'numbers are finite');

/**
 * Adds `robust_z` >= 0. A column's deviation is the median of absolute deviations from the median, scaled to a standard deviation
 * (scipy's `median_abs_deviation(scale="normal")`); where more than half the values are equal their scaled mean, and 1 where all
 * are. Columns count alone: a row whose columns are each usual is usual, however they go together.
 */
export const robustZ: TransformerDefinition<RobustZParams, RobustZState> = {
  kind: 'transformer',
  name: 'robust_z',
  version: 1,
  description: 'Adds how many robust deviations each row lies from the medians of its columns.',
  tags: {},
  params,
  state: z
    .strictObject({
      features: z.array(z.string()),
      aggregate: z.enum(['mean_square', 'max']),
      medians: finite,
      scales: finite.refine((scales) => scales.every((scale) => scale > 0), 'deviations are positive'),
    })
    .refine(
      ({ features, medians, scales }) => medians.length === features.length && scales.length === features.length,
      'one median and one deviation per feature',
    ),

  fit({ X }, { aggregate }) {
    refuseColumns(X, [scoreColumn], robustZ.name);
    const columns = X.columns as readonly NumberColumn[];
    const medians = Float64Array.from(columns, ({ values }) => median(values));
    return {
      features: columns.map(({ name }) => name),
      aggregate,
      medians,
      scales: Float64Array.from(columns, ({ values }, j) => deviationOf(values, medians[j])),
    };
  },

  transform({ features, aggregate, medians, scales }, X) {
    const selected = selectFeatures(X, features, robustZ.name);
    checkColumns(robustZ as EstimatorDefinition, selected);
    const scores = new Float64Array(X.nRows);
    for (const [j, column] of selected.columns.entries()) {
      const { values } = column as NumberColumn;
      for (let row = 0; row < values.length; row++) {
        const deviations = Math.min(scaledBound, Math.abs(values[row] - medians[j]) / scales[j]);
        if (aggregate === 'max') scores[row] = Math.max(scores[row], deviations);
        else scores[row] += (deviations * deviations) / features.length;
      }
    }
    return withColumns(X, [
      { ...numberColumn(scoreColumn, aggregate === 'max' ? scores : scores.map(Math.sqrt)), integer: false },
    ]);
  },
};

function deviationOf(values: Float64Array, middle: number): number {
  const deviations = values.map((value) => Math.min(Number.MAX_VALUE / 2, Math.abs(value - middle)));
  const typical = ofMedian * median(deviations);
  if (typical > 0) return typical;
  const largest = deviations.reduce((most, deviation) => Math.max(most, deviation), 0);
  // Divided before it is added up, so that absurd sizes have a mean.
  return largest > 0 ? ofMean * largest * mean(deviations.map((deviation) => deviation / largest)) : 1;
}
