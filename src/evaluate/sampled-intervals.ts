/**
 * Confidence intervals by drawing the sample again, at 95 %. What is done depends on the number of rows alone:
 *
 * - up to 2,000 rows: 1,000 bootstrap resamples, percentiles, widened for small samples (the expanded percentile interval of
 *   Hesterberg, "What teachers should know about the bootstrap", 2015);
 * - up to 50,000: double-or-nothing resamples, fewer for more rows, whose standard deviation gives a normal interval;
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
import { randomBlocks } from './blocks.ts';
import { normalCdf, studentTQuantile } from './distributions.ts';
import { doubledWeights, drawnWeights } from './resample.ts';
import type { Statistic } from './statistic.ts';
import type { Units } from './units.ts';

export type Interval = [low: number, high: number];

export interface Sampled {
  readonly ci: Interval;
  readonly standardError: number;
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
 * The interval of each statistic, all from the same resamples. Null where the statistic is not defined on the sample or on more
 * than a tenth of the resamples, or where there are fewer than two units.
 */
export function sampledIntervals(statistics: readonly Statistic[], sampling: Sampling): (Sampled | null)[] {
  const { units, rng } = sampling;
  if (units.count < 2) return statistics.map(() => null);
  const blocks = units.nRows > mostRowsToResample ? randomBlocks(units, sampling.classes, rng) : undefined;
  if (blocks) return statistics.map((statistic) => intervalOfBlocks(statistic, blocks));
  const affordable = Math.floor(budget / units.nRows);
  const fewest = units.nRows > mostRowsToResample ? fewestForManyRows : fewestResamples;
  const resamples = Math.min(sampling.resamples ?? 1000, Math.max(fewest, affordable));
  const weights = units.count > mostUnitsToDraw ? doubledWeights : drawnWeights;
  const replicates = statistics.map(() => new Float64Array(resamples));
  let at = 0;
  for (const resample of weights(units, resamples, rng)) {
    for (const [s, statistic] of statistics.entries()) {
      replicates[s][at] = Number.isFinite(statistic.value) ? statistic.reweighted(resample) : Number.NaN;
    }
    at++;
  }
  return statistics.map((statistic, s) => intervalOfReplicates(statistic, replicates[s], units.count));
}

function intervalOfReplicates(statistic: Statistic, replicates: Float64Array, units: number): Sampled | null {
  const defined = sortedCopy(replicates.map((value) => (Number.isFinite(value) ? value : Number.NaN)));
  if (!Number.isFinite(statistic.value) || defined.length < 0.9 * replicates.length) return null;
  const standardError = Math.sqrt(variance(defined));
  const below = defined.filter((value) => value < statistic.value).length / defined.length;
  const above = defined.filter((value) => value > statistic.value).length / defined.length;
  if (replicates.length < leastForPercentiles || Math.max(below, above) > mostOnOneSide) {
    return around(statistic, standardError, studentTQuantile(1 - tail, defined.length - 1));
  }
  const share = expandedTail(units);
  const ci: Interval = [quantileSorted(defined, share), quantileSorted(defined, 1 - share)];
  return { ci, standardError };
}

/** The tail share at which percentiles of n units reach as far as Student's t around a mean would. */
function expandedTail(n: number): number {
  return normalCdf(-Math.sqrt(n / (n - 1)) * studentTQuantile(1 - tail, n - 1));
}

function intervalOfBlocks(statistic: Statistic, blocks: readonly Int32Array[]): Sampled | null {
  if (!Number.isFinite(statistic.value)) return null;
  const values = blocks.map(statistic.onRows);
  if (!values.every(Number.isFinite)) return null;
  const rows = blocks.map((block) => block.length);
  const total = rows.reduce((all, each) => all + each, 0);
  const centre = values.reduce((all, value, b) => all + value * rows[b], 0) / total;
  let squares = 0;
  for (const [b, value] of values.entries()) {
    const deviation = ((value - centre) * rows[b]) / total;
    squares += deviation * deviation;
  }
  const standardError = Math.sqrt((squares * blocks.length) / (blocks.length - 1));
  return around(statistic, standardError, studentTQuantile(1 - tail, blocks.length - 1));
}

/** A symmetric interval, within the bounds. */
function around({ value, bounds }: Statistic, standardError: number, factor: number): Sampled {
  const reach = factor * standardError;
  return { ci: [Math.max(bounds[0], value - reach), Math.min(bounds[1], value + reach)], standardError };
}
