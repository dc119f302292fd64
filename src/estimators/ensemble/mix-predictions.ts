/** The weighted mean of what several models say. */
import type { Predictions } from '../../table/task.ts';
import { classPredictions } from '../class-predictions.ts';

/** One opinion and its weight, > 0. */
export interface Opinion {
  readonly weight: number;
  readonly predictions: Predictions;
}

/** Of numbers for regression, of probabilities for classes. Terms are added in the order given, so equal opinions give equal bits. */
export function mixPredictions(opinions: readonly Opinion[]): Predictions {
  const [first] = opinions;
  if (opinions.length === 1) return first.predictions;
  const total = opinions.reduce((sum, { weight }) => sum + weight, 0);
  const mixed = (valuesOf: (predictions: Predictions) => Float64Array): Float64Array => {
    const sums = new Float64Array(first.predictions.values.length);
    for (const { weight, predictions } of opinions) {
      const values = valuesOf(predictions);
      for (let row = 0; row < sums.length; row++) sums[row] += weight * values[row];
    }
    for (let row = 0; row < sums.length; row++) sums[row] /= total;
    return sums;
  };
  const { probabilities } = first.predictions;
  if (!probabilities) return { values: mixed(({ values }) => values) };
  return classPredictions(probabilities.map((_, code) => mixed((predictions) => predictions.probabilities![code])));
}
