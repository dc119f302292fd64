/** Metrics that are a mean over rows, or a rising function of one. */
import { mean, sum, weightedSum } from '../math/reduce.ts';
import type { Metric, Outcomes } from './metric.ts';

/** Mean of values under weights; NaN without rows or without weight. A value of weight zero does not matter. */
export function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  return weights ? weightedSum(values, weights) / sum(weights) : mean(values);
}

/** The whole metric from its row values. */
export function defineRowMean(
  definition: Omit<Metric, 'compute' | 'reweighting' | 'influence'> & { perRow(outcomes: Outcomes): Float64Array },
): Metric & { perRow(outcomes: Outcomes): Float64Array } {
  const finish = definition.fromMean ?? ((value: number) => value);
  return {
    ...definition,
    compute: (outcomes) => finish(weightedMean(definition.perRow(outcomes), outcomes.sampleWeight)),
    reweighting(outcomes) {
      const rows = definition.perRow(outcomes);
      return (sampleWeight) => finish(weightedMean(rows, sampleWeight));
    },
    influence(outcomes) {
      const rows = definition.perRow(outcomes);
      const centre = mean(rows);
      const slope = definition.fromMean ? slopeAt(definition.fromMean, centre) : 1;
      return rows.map((row) => slope * (row - centre));
    },
  };
}

/** Derivative by a central difference; 0 at 0, where every row of a loss is 0. */
function slopeAt(fromMean: (mean: number) => number, centre: number): number {
  const step = 1e-4 * Math.abs(centre);
  return step > 0 ? (fromMean(centre + step) - fromMean(centre - step)) / (2 * step) : 0;
}

/** A loss of each row from its truth and its predicted value. */
export function eachRow(
  { yTrue, predictions }: Outcomes,
  loss: (truth: number, predicted: number) => number,
): Float64Array {
  const { values } = predictions;
  const rows = new Float64Array(yTrue.length);
  for (let i = 0; i < rows.length; i++) rows[i] = loss(yTrue[i], values[i]);
  return rows;
}

/** The probability that each row's own class was given; NaN where there are no probabilities. */
export function probabilityOfTruth({ yTrue, predictions }: Outcomes): Float64Array {
  const { probabilities } = predictions;
  const rows = new Float64Array(yTrue.length).fill(Number.NaN);
  if (!probabilities) return rows;
  for (let i = 0; i < rows.length; i++) rows[i] = probabilities[yTrue[i]][i];
  return rows;
}
