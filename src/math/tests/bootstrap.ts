/** Bootstrap confidence intervals of any statistic of rows. */
import { quantileSorted, sortedCopy } from '../quantile.ts';
import type { Rng } from '../rng.ts';
import { accelerationOf, bcaTails } from './bca.ts';

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
  const estimate = statistic(Int32Array.from({ length: n }, (_, i) => i));
  return bcaTails(sorted, estimate, accelerationOf(jackknife(n, statistic)), tail);
}

/** What each group of rows adds, the mean taken off; a group is one row unless there are many rows. */
function jackknife(n: number, statistic: BootstrapOptions['statistic']): number[] {
  const groups = Math.min(n, mostGroups);
  const left: number[] = [];
  for (let group = 0; group < groups; group++) {
    const value = statistic(Int32Array.from({ length: n }, (_, i) => i).filter((row) => row % groups !== group));
    if (!Number.isNaN(value)) left.push(value);
  }
  let total = 0;
  for (const value of left) total += value;
  return left.map((value) => total / left.length - value);
}
