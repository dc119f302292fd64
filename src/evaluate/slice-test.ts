/** Is a part of the rows scored worse than another part? */
import { variance } from '../math/reduce.ts';
import type { Rng } from '../math/rng.ts';
import { delong } from '../math/tests/delong.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { studentTCdf } from './distributions.ts';
import { takeOutcomes } from './repeats.ts';
import { sampledIntervals } from './sampled-intervals.ts';
import { scoreStatistic } from './statistic.ts';
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
  readonly standardError: number;
  /** For Student's t: rows, or rows of the rarer class, minus 1. */
  readonly freedom: number;
}

/** A slice with fewer rows of a class says too little about metrics that are not a mean over rows. */
const leastOfClass = 10;
const resamples = 100;

/** Compares scores of parts of the same outcomes; what is the same for every part is done once. */
export function sliceTester(metric: Metric, outcomes: Outcomes, rng: Rng) {
  const perRow = metric.perRow?.(outcomes);
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const part = (rows: Int32Array): Part | undefined => {
    const defined = perRow ? meanPart(perRow, rows) : generalPart(metric, takeOutcomes(outcomes, rows), rng);
    return defined && Number.isFinite(defined.value) ? defined : undefined;
  };
  /** Undefined when the metric is not defined on one of the parts, or cannot be judged there. */
  return (slice: Int32Array, rest: Int32Array): SliceTest | undefined => {
    const [ours, others] = [part(slice), part(rest)];
    if (!ours || !others) return undefined;
    const error = Math.sqrt(ours.standardError * ours.standardError + others.standardError * others.standardError);
    const worse = sign * (others.value - ours.value);
    if (!(error > 0)) return undefined;
    const deviations = worse / error;
    const freedom = Math.min(ours.freedom, others.freedom);
    return { value: ours.value, deviations, pValue: 2 * studentTCdf(-Math.abs(deviations), freedom) };
  };
}

/** On the scale of the mean: a rising function of it keeps what is worse and how certain that is. */
function meanPart(perRow: Float64Array, rows: Int32Array): Part {
  const values = Float64Array.from(rows, (row) => perRow[row]);
  let total = 0;
  for (const value of values) total += value;
  return {
    value: total / rows.length,
    standardError: Math.sqrt(variance(values) / rows.length),
    freedom: rows.length - 1,
  };
}

function generalPart(metric: Metric, outcomes: Outcomes, rng: Rng): Part | undefined {
  const { yTrue, nClasses, predictions } = outcomes;
  const counts = new Map<number, number>();
  if (nClasses > 0) for (const code of yTrue) counts.set(code, (counts.get(code) ?? 0) + 1);
  const rarest = nClasses > 0 ? Math.min(...counts.values()) : yTrue.length;
  if (rarest < leastOfClass || (nClasses > 0 && counts.size < 2)) return undefined;
  const freedom = rarest - 1;
  const scores = predictions.probabilities?.[1];
  if (metric.interval === 'delong' && scores) {
    const { auc, variance: square } = delong(scores, yTrue);
    return { value: auc, standardError: Math.sqrt(square), freedom };
  }
  const statistic = scoreStatistic(metric, [outcomes]);
  const units = unitsOf(yTrue.length, undefined);
  const [sampled] = sampledIntervals([statistic], { units, rng: rng.split('interval'), resamples });
  return sampled ? { value: statistic.value, standardError: sampled.standardError, freedom } : undefined;
}
