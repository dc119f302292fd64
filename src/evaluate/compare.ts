/** Is a candidate better than a baseline on the same rows? A paired test with an interval for the difference. */
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { delongPaired } from '../math/tests/delong.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import { normalCdf } from './distributions.ts';
import { repeatsOf } from './repeats.ts';
import { mostClassesToDraw } from './resample.ts';
import { type Interval, type Sampled, sampledIntervals } from './sampled-intervals.ts';
import { signFlipTest } from './sign-flip.ts';
import { gainStatistic } from './statistic.ts';
import { swapTest } from './swap-test.ts';
import { type Units, unitsOf } from './units.ts';

export interface ComparisonRequest {
  readonly metric: Metric;
  /** Numbers or class codes. */
  readonly yTrue: Float64Array;
  /** 0 for regression. */
  readonly nClasses: number;
  /** A list means repeats of cross-validation; the mean over them is compared. */
  readonly candidate: Predictions | readonly Predictions[];
  readonly baseline: Predictions | readonly Predictions[];
  /** Safe whole number >= 0. */
  readonly seed: number;
  /** Rows of one number are not independent of each other. */
  readonly groups?: Int32Array;
}

export interface Comparison {
  /** How much better the candidate is, in the metric's unit; positive = better whatever the direction. NaN if not defined. */
  readonly value: number;
  /** Of `value`, at 95 %. */
  readonly ci: Interval;
  /** Two-sided: the chance of a difference at least this large between models that are equally good. */
  readonly pValue: number;
  /**
   * `lift`: better with p < 0.05 and an interval above 0. `no_lift`: worse with p < 0.05 and an interval below 0, or the same
   * predictions. Else `not_distinguishable`.
   */
  readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
}

const level = 0.05;
/** Up to this many rows permutations are drawn; above, the difference is normal enough. */
const mostRowsToPermute = 5000;

/**
 * Compares. The area under the ROC curve: DeLong's paired test. Metrics that are a mean over rows: the differences of the rows
 * with flipped signs. Others: candidate and baseline swapped row by row; above 5,000 rows or 200 classes the normal limit of that.
 */
export function compareModels(request: ComparisonRequest): Comparison {
  const { metric, yTrue, nClasses } = request;
  const candidate = repeatsOf({ yTrue, nClasses, predictions: request.candidate });
  const baseline = repeatsOf({ yTrue, nClasses, predictions: request.baseline });
  const gain = gainStatistic(metric, candidate, baseline);
  if (!Number.isFinite(gain.value)) {
    return { value: Number.NaN, ci: [Number.NaN, Number.NaN], pValue: 1, verdict: 'not_distinguishable' };
  }
  if (same(metric, candidate, baseline)) return { value: 0, ci: [0, 0], pValue: 1, verdict: 'no_lift' };
  const byFormula = delongComparison(request, candidate, baseline);
  if (byFormula) return byFormula;
  const rng = createRng(request.seed).split('compare');
  const units = unitsOf(yTrue.length, request.groups);
  const [sampled] = sampledIntervals([gain], {
    units,
    classes: nClasses > 0 ? yTrue : undefined,
    rng: rng.split('interval'),
  });
  const pValue = pairedTest(metric, candidate, baseline, units, gain.value, sampled, rng.split('test'));
  return judged(gain.value, sampled?.ci ?? [Number.NaN, Number.NaN], pValue);
}

function delongComparison(
  { metric, yTrue, groups }: ComparisonRequest,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
): Comparison | undefined {
  if (metric.interval !== 'delong' || groups || candidate.length > 1 || baseline.length > 1) return undefined;
  const [ours, theirs] = [candidate, baseline].map(([outcomes]) => outcomes.predictions.probabilities?.[1]);
  if (!ours || !theirs) return undefined;
  const { difference, ci, pValue } = delongPaired(ours, theirs, yTrue);
  // Two orders without any variance (perfect, constant, turned around): the formula would be certain of a handful of rows.
  if (!(ci[0] < ci[1]) && difference !== 0) return undefined;
  return judged(difference, [ci[0], ci[1]], pValue);
}

function pairedTest(
  metric: Metric,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
  units: Units,
  gain: number,
  sampled: Sampled | null,
  rng: Rng,
): number {
  if (metric.perRow) return signFlipTest(metric, candidate, baseline, units, rng);
  const draws = units.nRows <= mostRowsToPermute && candidate[0].nClasses <= mostClassesToDraw;
  if (draws) return swapTest(metric, candidate, baseline, units, rng);
  if (!sampled) return 1;
  return sampled.standardError > 0 ? 2 * normalCdf(-Math.abs(gain) / sampled.standardError) : gain === 0 ? 1 : 0;
}

function judged(value: number, ci: Interval, pValue: number): Comparison {
  // A verdict never contradicts the interval beside it.
  const certain = pValue < level && value !== 0 && !(ci[0] <= 0 && ci[1] >= 0);
  return { value, ci, pValue, verdict: !certain ? 'not_distinguishable' : value > 0 ? 'lift' : 'no_lift' };
}

/** True when the metric reads the same numbers on both sides. */
function same(metric: Metric, candidate: readonly Outcomes[], baseline: readonly Outcomes[]): boolean {
  const read = ({ predictions }: Outcomes) =>
    metric.needs === 'values' ? [predictions.values] : (predictions.probabilities ?? []);
  return candidate.every((ours) =>
    baseline.every((theirs) =>
      read(ours).every((column, c) => column.every((value, row) => value === read(theirs)[c]?.[row])),
    ),
  );
}
