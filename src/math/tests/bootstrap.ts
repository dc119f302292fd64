/** Bootstrap confidence intervals of any statistic of rows. */
import { normalCdf, normalQuantile } from '../distributions.ts';
import { quantileSorted, sortedCopy } from '../quantile.ts';
import type { Rng } from '../rng.ts';

/** The jackknife behind BCa leaves out at most this many groups of rows, one group at a time. */
const mostGroups = 200;

export interface BootstrapOptions {
  /** Rows; a resample draws n of 0 .. n-1 with replacement. */
  readonly n: number;
  /** Value on the given rows. The array is reused between calls. NaN where the rows do not have it; such resamples are left out. */
  readonly statistic: (rows: Int32Array) => number;
  readonly rng: Rng;
  /** Default 1000. */
  readonly resamples?: number;
  /** Confidence, in (0, 1); default 0.95. */
  readonly level?: number;
  /**
   * `percentile` (default): quantiles of the replicates. `bca`: corrected for bias and skew (Efron 1987), second-order accurate; needs
   * `distributionsReady()`.
   */
  readonly method?: 'percentile' | 'bca';
}

/**
 * Confidence interval from resampled rows.
 *
 * @returns ci: NaN when no resample has the statistic; replicates: the statistic of each resample, in the order drawn.
 */
export function bootstrapInterval({
  n,
  statistic,
  rng,
  resamples = 1000,
  level = 0.95,
  method = 'percentile',
}: BootstrapOptions): { ci: [number, number]; replicates: Float64Array } {
  const rows = new Int32Array(n);
  const replicates = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    for (let i = 0; i < n; i++) rows[i] = rng.integer(n);
    replicates[draw] = statistic(rows);
  }
  const sorted = sortedCopy(replicates);
  const tail = (1 - level) / 2;
  const [low, high] = method === 'bca' ? correctedTails(sorted, n, statistic, tail) : [tail, 1 - tail];
  return { ci: [quantileSorted(sorted, low), quantileSorted(sorted, high)], replicates };
}

/** At which quantiles of the replicates the ends of the BCa interval are. */
function correctedTails(
  sorted: Float64Array,
  n: number,
  statistic: BootstrapOptions['statistic'],
  tail: number,
): [number, number] {
  const bias = normalQuantile(shareBelow(sorted, statistic(Int32Array.from({ length: n }, (_, i) => i))));
  const skew = acceleration(n, statistic);
  const corrected = (p: number) => {
    const z = bias + normalQuantile(p);
    const stretch = 1 - skew * z;
    // Beyond this pole the correction means nothing; the limit on its near side is the end of the replicates.
    return stretch > 0 ? normalCdf(bias + z / stretch) : z > 0 ? 1 : 0;
  };
  return [corrected(tail), corrected(1 - tail)];
}

/** Share of the replicates below the estimate, those equal to it counting half; kept off 0 and 1, whose normal quantile is infinite. */
function shareBelow(sorted: Float64Array, estimate: number): number {
  let below = 0;
  let equal = 0;
  for (const value of sorted) {
    if (value < estimate) below++;
    else if (value === estimate) equal++;
  }
  const least = 0.5 / sorted.length;
  return Math.min(Math.max((below + equal / 2) / sorted.length, least), 1 - least);
}

/** A sixth of the skewness of the jackknife's influence values; groups of rows share one where there are many rows. */
function acceleration(n: number, statistic: BootstrapOptions['statistic']): number {
  const groups = Math.min(n, mostGroups);
  const left: number[] = [];
  for (let group = 0; group < groups; group++) {
    const value = statistic(Int32Array.from({ length: n }, (_, i) => i).filter((row) => row % groups !== group));
    if (!Number.isNaN(value)) left.push(value);
  }
  let total = 0;
  for (const value of left) total += value;
  let squares = 0;
  let cubes = 0;
  for (const value of left) {
    const influence = total / left.length - value;
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}
