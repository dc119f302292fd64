/**
 * Confidence intervals at 95 % of any figures of a sample, all from the same resamples. What is done depends on the numbers of
 * rows and units alone (interval-method.ts):
 *
 * - up to 2,000 units: 1,000 bootstrap resamples, corrected for bias and skew (BCa, Efron 1987), with tails as wide as Student's t
 *   asks for in small samples (Hesterberg, "What teachers should know about the bootstrap", 2015);
 * - more units, more than 200 classes, or fewer resamples: the influence of each row, where the figure has one
 *   (influence-interval.ts);
 * - else up to 50,000 rows: double-or-nothing resamples, fewer for more rows, whose standard deviation gives a normal interval;
 * - above: the figure on 100 disjoint random blocks of rows; its spread over the blocks gives the interval (batch means). When
 *   a class is too rare for that, resamples again.
 *
 * A figure that is not in the midst of its resamples, because noise moves it one way only (a calibration error), gets a
 * symmetric interval of their standard deviation.
 * With groups, whole groups are drawn, and blocks are made of whole groups.
 */
import { quantileSorted, sortedCopy } from '../math/quantile.ts';
import { variance } from '../math/reduce.ts';
import type { Rng } from '../math/rng.ts';
import { accelerationOf, bcaTails } from '../math/tests/bca.ts';
import { batchMeans, randomBlocks } from './blocks.ts';
import { normalCdf, studentTQuantile } from './distributions.ts';
import { influenceInterval, unitInfluence } from './influence-interval.ts';
import { type IntervalMethod, unitMethod } from './interval-method.ts';
import { jackknife } from './jackknife.ts';
import { doubledWeights, drawnWeights, mostClassesToDraw } from './resample.ts';
import type { Statistic } from './statistic.ts';
import type { Units } from './units.ts';

export type Interval = [low: number, high: number];

export interface Sampled {
  readonly ci: Interval;
  readonly standardError: number;
  readonly method: IntervalMethod;
}

export interface Sampling {
  readonly units: Units;
  /** Class codes, whose rare classes must not vanish from blocks; absent for regression. */
  readonly classes?: Float64Array;
  readonly rng: Rng;
  /** At most this many resamples; the default is 1,000. */
  readonly resamples?: number;
}

/** Rows of all resamples together. */
const budget = 4_000_000;
const fewestResamples = 200;
const fewestForManyRows = 50;
/** Fewer resamples give no percentiles. */
const leastForPercentiles = 1000;
/** Up to this many units the ordinary bootstrap. */
const mostUnitsToDraw = 2000;
const mostRowsToResample = 50_000;
const tail = 0.025;
const mostOnOneSide = 0.9;

/**
 * The interval of each statistic. Null where the statistic is not defined on the sample or on more than a tenth of the resamples,
 * or where there are fewer than two units.
 */
export function sampledIntervals(statistics: readonly Statistic[], sampling: Sampling): (Sampled | null)[] {
  const { units, resamples = leastForPercentiles } = sampling;
  if (units.count < 2) return statistics.map(() => null);
  const manyClasses = new Set(sampling.classes).size > mostClassesToDraw;
  const direct = units.count > mostUnitsToDraw || manyClasses || resamples < leastForPercentiles;
  const intervals = statistics.map((statistic) => (direct ? influenceInterval(statistic, units) : undefined));
  const open = statistics.filter((_, s) => intervals[s] === undefined);
  const drawn = open.length > 0 ? resampledIntervals(open, sampling) : [];
  let next = 0;
  return intervals.map((interval) => interval ?? drawn[next++]);
}

function resampledIntervals(statistics: readonly Statistic[], sampling: Sampling): (Sampled | null)[] {
  const { units, rng } = sampling;
  const blocks = units.nRows > mostRowsToResample ? randomBlocks(units, sampling.classes, rng) : undefined;
  if (blocks) return statistics.map((statistic) => intervalOfBlocks(statistic, blocks, units));
  const affordable = Math.floor(budget / units.nRows);
  const fewest = units.nRows > mostRowsToResample ? fewestForManyRows : fewestResamples;
  const most = units.count <= mostUnitsToDraw ? leastForPercentiles : Math.max(fewest, affordable);
  const resamples = Math.min(sampling.resamples ?? leastForPercentiles, most);
  const weights = units.count > mostUnitsToDraw ? doubledWeights : drawnWeights;
  const replicates = statistics.map(() => new Float64Array(resamples));
  let at = 0;
  for (const resample of weights(units, resamples, rng)) {
    for (const [s, statistic] of statistics.entries()) {
      replicates[s][at] = Number.isFinite(statistic.value) ? statistic.reweighted(resample) : Number.NaN;
    }
    at++;
  }
  return statistics.map((statistic, s) => intervalOfReplicates(statistic, replicates[s], units));
}

function intervalOfReplicates(statistic: Statistic, replicates: Float64Array, units: Units): Sampled | null {
  const defined = sortedCopy(replicates.map((value) => (Number.isFinite(value) ? value : Number.NaN)));
  if (!Number.isFinite(statistic.value) || defined.length < 0.9 * replicates.length) return null;
  const grouped = units.ofRow !== undefined;
  const standardError = Math.sqrt(variance(defined));
  const below = defined.filter((value) => value < statistic.value).length / defined.length;
  const above = defined.filter((value) => value > statistic.value).length / defined.length;
  if (replicates.length < leastForPercentiles || Math.max(below, above) > mostOnOneSide) {
    const factor = studentTQuantile(1 - tail, defined.length - 1);
    return { ...around(statistic, standardError, factor), method: unitMethod('normal', grouped) };
  }
  const share = expandedTail(units.count);
  const [low, high] =
    statistic.resampling === 'bca'
      ? bcaTails(defined, statistic.value, accelerationOf(influenceOf(statistic, units)), share)
      : [share, 1 - share];
  const ci: Interval = [quantileSorted(defined, low), quantileSorted(defined, high)];
  return { ci, standardError, method: unitMethod(statistic.resampling, grouped) };
}

/** By derivative where there is one, else by leaving units out. */
function influenceOf(statistic: Statistic, units: Units): ArrayLike<number> {
  return unitInfluence(statistic, units) ?? jackknife(statistic.reweighted, units);
}

/** The tail share at which percentiles of n units reach as far as Student's t around a mean would. */
function expandedTail(n: number): number {
  return normalCdf(-Math.sqrt(n / (n - 1)) * studentTQuantile(1 - tail, n - 1));
}

function intervalOfBlocks(statistic: Statistic, blocks: readonly Int32Array[], units: Units): Sampled | null {
  const standardError = Number.isFinite(statistic.value) ? batchMeans(statistic.onRows, blocks) : Number.NaN;
  if (Number.isNaN(standardError)) return null;
  const factor = studentTQuantile(1 - tail, blocks.length - 1);
  const method = unitMethod('batch_means', units.ofRow !== undefined);
  return { ...around(statistic, standardError, factor), method };
}

/** A symmetric interval, within the bounds. */
function around({ value, bounds }: Statistic, standardError: number, factor: number): Omit<Sampled, 'method'> {
  const reach = factor * standardError;
  return { ci: [Math.max(bounds[0], value - reach), Math.min(bounds[1], value + reach)], standardError };
}
