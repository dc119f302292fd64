/** Least-squares input with the intercept taken out: columns and target minus their weighted means, times root weights. */
import { sum } from '../../math/reduce.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { FitInput } from '../estimator.ts';
import { moments } from '../preprocess/moments.ts';

export interface Centred {
  readonly features: readonly string[];
  /** nFeatures arrays of nRows. A constant column is all zeros, without rounding noise. */
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly target: Float64Array;
  readonly targetMean: number;
  readonly targetScale: number;
  /** Sum of the weights; nRows without weights. */
  readonly totalWeight: number;
}

/** Rows of weight w enter as if they stood there w times. */
export function centred({ X, y, sampleWeight }: FitInput): Centred {
  const roots = sampleWeight?.map(Math.sqrt);
  const columns = X.columns as readonly NumberColumn[];
  const learned = columns.map(({ values }) => moments(values, sampleWeight));
  const target = moments(y!, sampleWeight);
  return {
    features: columns.map(({ name }) => name),
    columns: columns.map(({ values }, j) => shifted(values, learned[j].mean, learned[j].deviation === 0, roots)),
    means: Float64Array.from(learned, ({ mean }) => mean),
    scales: Float64Array.from(learned, ({ deviation }) => deviation),
    target: shifted(y!, target.mean, target.deviation === 0, roots),
    targetMean: target.mean,
    targetScale: target.deviation,
    totalWeight: sampleWeight ? sum(sampleWeight) : X.nRows,
  };
}

/** The intercept that belongs to coefficients of the centred columns. */
export function interceptOf({ means, targetMean }: Centred, coefficients: Float64Array): number {
  let intercept = targetMean;
  for (let j = 0; j < means.length; j++) intercept -= coefficients[j] * means[j];
  return intercept;
}

function shifted(values: Float64Array, mean: number, constant: boolean, roots?: Float64Array): Float64Array {
  if (constant) return new Float64Array(values.length);
  return roots ? values.map((value, row) => (value - mean) * roots[row]) : values.map((value) => value - mean);
}
