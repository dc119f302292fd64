/** A figure of a sample that can be computed again on other samples of it: what resampling works with. */
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { meanOver, meanScore, takeOutcomes } from './repeats.ts';

export interface Statistic {
  /** On the whole sample. */
  readonly value: number;
  readonly bounds: readonly [low: number, high: number];
  /** The figure under weights of the rows; NaN where it is not defined. */
  readonly reweighted: (weights: Float64Array) => number;
  /** The figure on some of the rows. */
  readonly onRows: (rows: Int32Array) => number;
}

/** A metric, as the mean over repeats. */
export function scoreStatistic(metric: Metric, repeats: readonly Outcomes[]): Statistic {
  let reweightings: ((weights: Float64Array) => number)[] | undefined;
  return {
    value: meanScore(metric, repeats),
    bounds: metric.bounds,
    reweighted(weights) {
      // Sorts, so only when it is needed.
      reweightings ??= repeats.map((outcomes) => reweightingOf(metric, outcomes));
      return meanOver(reweightings, (score) => score(weights));
    },
    onRows: (rows) => meanOver(repeats, (outcomes) => metric.compute(takeOutcomes(outcomes, rows))),
  };
}

/** How much better the candidate scores than the baseline on the same rows; positive = better, whatever the direction. */
export function gainStatistic(
  metric: Metric,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
): Statistic {
  const [ours, theirs] = [scoreStatistic(metric, candidate), scoreStatistic(metric, baseline)];
  const ahead = metric.direction === 'maximize' ? (a: number, b: number) => a - b : (a: number, b: number) => b - a;
  const widest = metric.bounds[1] - metric.bounds[0];
  return {
    value: ahead(ours.value, theirs.value),
    bounds: [-widest, widest],
    reweighted: (weights) => ahead(ours.reweighted(weights), theirs.reweighted(weights)),
    onRows: (rows) => ahead(ours.onRows(rows), theirs.onRows(rows)),
  };
}

/** The metric under many weights. */
export function reweightingOf(metric: Metric, outcomes: Outcomes): (weights: Float64Array) => number {
  return metric.reweighting?.(outcomes) ?? ((sampleWeight) => metric.compute({ ...outcomes, sampleWeight }));
}
