/** Is a part of the rows scored worse than another part? */
import { mean, variance } from '../math/reduce.ts';
import type { Rng } from '../math/rng.ts';
import { delong } from '../math/tests/delong.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { studentTCdf } from './distributions.ts';
import { takeOutcomes } from './repeats.ts';
import { doubledWeights } from './resample.ts';
import { reweightingOf } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface SliceTest {
  /** The metric on the slice. */
  readonly value: number;
  /** How much better the rest is, in standard errors; positive = the slice is worse. */
  readonly deviations: number;
  /** Two-sided, of this slice alone. */
  readonly pValue: number;
}

interface Part {
  readonly value: number;
  readonly standardError: () => number;
  /** For Student's t: rows, or rows of the rarer class, minus 1. */
  readonly freedom: number;
}

/** A slice with fewer rows of a class says too little about metrics that are not a mean over rows. */
const leastOfClass = 10;
const resamples = 100;

/** Compares scores of parts of the same outcomes; `level` is the p-value from which on a slice is of no interest. */
export function sliceTester(metric: Metric, outcomes: Outcomes, level: number, rng: Rng) {
  const perRow = metric.perRow?.(outcomes);
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const partOf = (rows: Int32Array): Part | undefined =>
    perRow ? meanPart(perRow, rows) : generalPart(metric, takeOutcomes(outcomes, rows), rng);

  /**
   * Undefined when the slice is not worse, or the metric is not defined on one of the parts or cannot be judged there.
   * Where the slice's own scatter already explains the difference, the rest's is not looked at; p is then too small, but
   * above `level`.
   */
  return (slice: Int32Array, rest: Int32Array): SliceTest | undefined => {
    const [ours, others] = [partOf(slice), partOf(rest)];
    if (!ours || !others) return undefined;
    const worse = sign * (others.value - ours.value);
    if (!(worse > 0)) return undefined;
    const own = ours.standardError();
    const freedom = Math.min(ours.freedom, others.freedom);
    const quick = tested(ours.value, worse, own, freedom);
    if (quick && quick.pValue >= level) return quick;
    const other = others.standardError();
    return tested(ours.value, worse, Math.sqrt(own * own + other * other), freedom);
  };
}

function tested(value: number, worse: number, error: number, freedom: number): SliceTest | undefined {
  if (!(error > 0)) return undefined;
  const deviations = worse / error;
  return { value, deviations, pValue: 2 * studentTCdf(-deviations, freedom) };
}

/** On the scale of the mean: a rising function of it keeps what is worse and how certain that is. */
function meanPart(perRow: Float64Array, rows: Int32Array): Part {
  const values = Float64Array.from(rows, (row) => perRow[row]);
  return {
    value: mean(values),
    standardError: () => Math.sqrt(variance(values) / rows.length),
    freedom: rows.length - 1,
  };
}

function generalPart(metric: Metric, outcomes: Outcomes, rng: Rng): Part | undefined {
  const { yTrue, nClasses, predictions } = outcomes;
  const counts = new Map<number, number>();
  if (nClasses > 0) for (const code of yTrue) counts.set(code, (counts.get(code) ?? 0) + 1);
  const rarest = nClasses > 0 ? Math.min(...counts.values()) : yTrue.length;
  if (rarest < leastOfClass || (nClasses > 0 && counts.size < 2)) return undefined;
  const scores = predictions.probabilities?.[1];
  return {
    value: metric.compute(outcomes),
    standardError: () =>
      metric.interval === 'delong' && scores
        ? Math.sqrt(delong(scores, yTrue).variance)
        : resampledError(reweightingOf(metric, outcomes), yTrue.length, rng),
    freedom: rarest - 1,
  };
}

/** Standard deviation over resamples; NaN when the score is not defined on one of them. */
function resampledError(score: (weights: Float64Array) => number, nRows: number, rng: Rng): number {
  const units = unitsOf(nRows, undefined);
  const replicates = Array.from(doubledWeights(units, resamples, rng.split('interval')), score);
  return Math.sqrt(variance(replicates));
}
