/** Is a part of the rows scored worse than another part? */
import { mean, variance } from '../math/reduce.ts';
import type { Rng } from '../math/rng.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { studentTCdf } from './distributions.ts';
import { takeOutcomes } from './repeats.ts';
import { doubledWeights } from './resample.ts';
import { reweightingOf } from './statistic.ts';
import { unitsOf } from './units.ts';

export interface SliceTest {
  /** The metric on the slice. */
  readonly value: number;
  /** How much better the rest scores, in the metric's unit; positive = the slice is worse. */
  readonly effect: number;
  /** The same in standard errors, on the scale of the mean for metrics that are a function of one. */
  readonly deviations: number;
  /** Two-sided, of this slice alone. */
  readonly pValue: number;
}

/**
 * Compares the rows of a slice with other rows. Undefined when the slice is not worse, or the metric is not defined on one side or
 * cannot be judged there.
 */
export type TestSlice = (slice: Int32Array, rest: Int32Array) => SliceTest | undefined;

interface Part {
  readonly value: number;
  /** What is compared: the mean where the value is a function of one, else the value. */
  readonly level: number;
  readonly standardError: () => number;
  /** For Student's t: rows, or rows of the rarer class, minus 1. */
  readonly freedom: number;
}

/** A slice with fewer rows of a class says too little about metrics that are not a mean over rows. */
const leastOfClass = 10;
const resamples = 100;

/** Compares scores of parts of the same outcomes; `level` is the p-value from which on a slice is of no interest. */
export function sliceTester(metric: Metric, outcomes: Outcomes, level: number, rng: Rng): TestSlice {
  const perRow = metric.perRow?.(outcomes);
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const partOf = (rows: Int32Array): Part | undefined =>
    perRow ? meanPart(metric, perRow, rows) : generalPart(metric, takeOutcomes(outcomes, rows), rng);

  // Where the slice's own scatter already explains the difference, the rest's is not looked at; p is then too small, but above
  // `level`.
  return (slice, rest) => {
    const [ours, others] = [partOf(slice), partOf(rest)];
    if (!ours || !others) return undefined;
    const worse = sign * (others.level - ours.level);
    const told = { value: ours.value, effect: sign * (others.value - ours.value) };
    if (!(worse > 0)) return undefined;
    const own = ours.standardError();
    const freedom = Math.min(ours.freedom, others.freedom);
    const quick = tested(told, worse, own, freedom);
    if (quick && quick.pValue >= level) return quick;
    const other = others.standardError();
    return tested(told, worse, Math.sqrt(own * own + other * other), freedom);
  };
}

function tested(
  told: Pick<SliceTest, 'value' | 'effect'>,
  worse: number,
  error: number,
  freedom: number,
): SliceTest | undefined {
  if (!(error > 0)) return undefined;
  const deviations = worse / error;
  return { ...told, deviations, pValue: 2 * studentTCdf(-deviations, freedom) };
}

/** On the scale of the mean: a rising function of it keeps what is worse and how certain that is. */
function meanPart(metric: Metric, perRow: Float64Array, rows: Int32Array): Part {
  const values = Float64Array.from(rows, (row) => perRow[row]);
  const level = mean(values);
  return {
    value: metric.fromMean ? metric.fromMean(level) : level,
    level,
    standardError: () => Math.sqrt(variance(values) / rows.length),
    freedom: rows.length - 1,
  };
}

function generalPart(metric: Metric, outcomes: Outcomes, rng: Rng): Part | undefined {
  const { yTrue, nClasses } = outcomes;
  const counts = new Map<number, number>();
  if (nClasses > 0) for (const code of yTrue) counts.set(code, (counts.get(code) ?? 0) + 1);
  const rarest = nClasses > 0 ? Math.min(...counts.values()) : yTrue.length;
  if (rarest < leastOfClass || (nClasses > 0 && counts.size < 2)) return undefined;
  const value = metric.compute(outcomes);
  return {
    value,
    level: value,
    standardError: () =>
      influenceError(metric, outcomes) ?? resampledError(reweightingOf(metric, outcomes), yTrue.length, rng),
    freedom: rarest - 1,
  };
}

/** By the influence of each row (influence-interval.ts); undefined where the metric has none. */
function influenceError(metric: Metric, outcomes: Outcomes): number | undefined {
  const influence = metric.influence?.(outcomes);
  if (!influence) return undefined;
  let squares = 0;
  for (const each of influence) squares += each * each;
  const n = influence.length;
  return Math.sqrt(squares / (n * (n - 1)));
}

/** Standard deviation over resamples; NaN when the score is not defined on one of them. */
function resampledError(score: (weights: Float64Array) => number, nRows: number, rng: Rng): number {
  const units = unitsOf(nRows, undefined);
  const replicates = Array.from(doubledWeights(units, resamples, rng.split('interval')), score);
  return Math.sqrt(variance(replicates));
}
