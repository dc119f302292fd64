/** A figure of a sample that can be computed again on other samples of it: what resampling works with. */
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { meanOver, meanScore, takeOutcomes } from './repeats.ts';

export interface Statistic {
  /** On the whole sample. */
  readonly value: number;
  readonly bounds: readonly [low: number, high: number];
  /** The figure under weights of the rows; NaN where it is not defined. */
  readonly reweighted: (weights: Float64Array) => number;
  /** How its bootstrap interval is made. */
  readonly resampling: 'bca' | 'percentile';
  /** How much each row moves it, as of `Metric.influence`; undefined where that is not known. */
  readonly influence?: () => Float64Array | undefined;
  /** The figure on some of the rows. */
  readonly onRows: (rows: Int32Array) => number;
}

/** A metric, as the mean over repeats. */
export function scoreStatistic(metric: Metric, repeats: readonly Outcomes[]): Statistic {
  let reweightings: ((weights: Float64Array) => number)[] | undefined;
  return {
    value: meanScore(metric, repeats),
    bounds: metric.bounds,
    resampling: metric.interval === 'percentile' ? 'percentile' : 'bca',
    influence: () => meanInfluence(metric, repeats),
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
    resampling: ours.resampling,
    influence() {
      const [own, other] = [ours.influence?.(), theirs.influence?.()];
      return own && other && own.map((moved, row) => ahead(moved, other[row]));
    },
    reweighted: (weights) => ahead(ours.reweighted(weights), theirs.reweighted(weights)),
    onRows: (rows) => ahead(ours.onRows(rows), theirs.onRows(rows)),
  };
}

/** The mean over repeats of what each row does. */
function meanInfluence(metric: Metric, repeats: readonly Outcomes[]): Float64Array | undefined {
  const all = repeats.map((outcomes) => metric.influence?.(outcomes));
  const known = all.filter((each) => each !== undefined);
  if (known.length < all.length) return undefined;
  return known[0].map((_, row) => meanOver(known, (influence) => influence[row]));
}

/** The metric under many weights. */
export function reweightingOf(metric: Metric, outcomes: Outcomes): (weights: Float64Array) => number {
  return metric.reweighting?.(outcomes) ?? ((sampleWeight) => metric.compute({ ...outcomes, sampleWeight }));
}
