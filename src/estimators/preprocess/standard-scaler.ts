/** Numbers with mean 0 and standard deviation 1 on the training rows, as scikit-learn's StandardScaler. */
import { z } from 'zod';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName, withReplacedPlaces } from '../single-row/row-cells.ts';
import { columnsByName, columnsOfKind, withReplaced } from './column-kinds.ts';
import { moments } from './moments.ts';

type ScalerParams = Record<string, never>;
type ScalerState = {
  readonly features: readonly string[];
  readonly means: Float64Array;
  /** 1 for a constant column. */
  readonly scales: Float64Array;
};

/**
 * A standardised training value is at most the square root of the row count, so no fit on fewer than 10^12 rows reaches this.
 * It keeps an absurd value at prediction time (1e308) from turning a linear model's sum into NaN.
 */
export const scaledBound = 1e6;

/** Acts on number columns; missing values stay missing. */
export const standardScaler: TransformerDefinition<ScalerParams, ScalerState> = {
  kind: 'transformer',
  name: 'standard_scaler',
  version: 1,
  description: 'Shifts and scales numbers to mean 0 and standard deviation 1 on the training rows.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact' },
  params: z.strictObject({}),
  state: z
    .strictObject({
      features: z.array(z.string()),
      means: z.instanceof(Float64Array),
      scales: z.instanceof(Float64Array),
    })
    .refine(
      ({ features, means, scales }) => means.length === features.length && scales.length === features.length,
      'one mean and one scale per feature',
    ),

  fit({ X, sampleWeight }) {
    const columns = columnsOfKind(X, 'number');
    const learned = columns.map(({ values }) => moments(values, sampleWeight));
    return {
      features: columns.map(({ name }) => name),
      means: Float64Array.from(learned, ({ mean }) => (Number.isFinite(mean) ? mean : 0)),
      scales: Float64Array.from(learned, ({ deviation }) => (deviation > 0 ? deviation : 1)),
    };
  },

  transform({ features, means, scales }, X) {
    const fresh = columnsByName(X, 'number', features, 'standard_scaler').map((column, i) => ({
      ...column,
      integer: false,
      values: column.values.map((value) => standardised(value, means[i], scales[i])),
    }));
    return withReplaced(X, 'number', fresh);
  },

  rowStep({ features, means, scales }, columns, take) {
    const from = placesByName(columns, 'number', features);
    if (!from) return undefined;
    const fresh = numbersAt(features, take);
    const to = Int32Array.from(fresh, ({ place }) => place);
    return {
      columns: withReplacedPlaces(columns, 'number', fresh),
      write({ numbers }) {
        for (let i = 0; i < from.length; i++) numbers[to[i]] = standardised(numbers[from[i]], means[i], scales[i]);
      },
    };
  },
};

function standardised(value: number, mean: number, scale: number): number {
  const scaled = (value - mean) / scale;
  return scaled > scaledBound ? scaledBound : scaled < -scaledBound ? -scaledBound : scaled;
}
