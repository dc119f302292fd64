/** A column of numbers in naive Bayes: one normal distribution per class. */
import { z } from 'zod';
import { log } from '../../math/log.ts';
import { sum, weightedSum } from '../../math/reduce.ts';
import { moments } from '../preprocess/moments.ts';

/** What was learned of one column. Values are seen in its standard deviations from its mean, over all classes. */
export type GaussianColumn = {
  /** Place among the features. */
  readonly feature: number;
  readonly mean: number;
  /** Standard deviation of the column, > 0. */
  readonly scale: number;
  /** nClasses means, in scales from `mean`. */
  readonly means: Float64Array;
  /** nClasses variances > 0, in squared scales. */
  readonly variances: Float64Array;
};

export const gaussianColumn = z
  .strictObject({
    feature: z.int().min(0),
    mean: z.number(),
    scale: z.number().positive(),
    means: z.instanceof(Float64Array).refine((means) => means.every(Number.isFinite), 'means are finite'),
    variances: z.instanceof(Float64Array),
  })
  .refine(
    ({ variances }) => variances.every((variance) => variance > 0 && variance < Number.POSITIVE_INFINITY),
    'variances are positive',
  );

/** A value further away, in scales, counts as this far: beyond it, squares would lose every other column. */
export const farthest = 1e6;

/**
 * Learns a column, or nothing (undefined) where all present values are equal or none is finite.
 * A class without a value here has the distribution of all rows, so that it is neither favoured nor ruled out.
 *
 * @param rowsOf the rows of each class.
 * @param smoothing share of the column's variance that is added to the variance of each class.
 */
export function fitGaussianColumn(
  feature: number,
  values: Float64Array,
  rowsOf: readonly Int32Array[],
  smoothing: number,
  weights?: Float64Array,
): GaussianColumn | undefined {
  const finite = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const { mean, deviation: scale } = moments(finite, weights);
  if (!(scale > 0)) return undefined;
  const means = new Float64Array(rowsOf.length);
  const variances = new Float64Array(rowsOf.length).fill(1 + smoothing);
  for (const [code, rows] of rowsOf.entries()) {
    const present = rows.filter((row) => Number.isFinite(values[row]));
    if (present.length === 0) continue;
    const scaled = Float64Array.from(present, (row) => inScales(values[row], mean, scale));
    const ofRows = weights && Float64Array.from(present, (row) => weights[row]);
    const average = (x: Float64Array) => (ofRows ? weightedSum(x, ofRows) / sum(ofRows) : sum(x) / x.length);
    const centre = average(scaled);
    means[code] = centre;
    variances[code] = average(scaled.map((value) => (value - centre) * (value - centre))) + smoothing;
  }
  return { feature, mean, scale, means, variances };
}

/** Adds the logarithm of each class's density at each row, but for a constant; missing and infinite values add nothing. */
export function addGaussianDensities(
  { mean, scale, means, variances }: GaussianColumn,
  values: Float64Array,
  perClass: readonly Float64Array[],
): void {
  for (const [code, totals] of perClass.entries()) {
    const logVariance = log(variances[code]);
    for (let row = 0; row < values.length; row++) {
      if (!Number.isFinite(values[row])) continue;
      const away = inScales(values[row], mean, scale) - means[code];
      totals[row] -= (logVariance + (away * away) / variances[code]) / 2;
    }
  }
}

function inScales(value: number, mean: number, scale: number): number {
  return Math.min(farthest, Math.max(-farthest, (value - mean) / scale));
}
