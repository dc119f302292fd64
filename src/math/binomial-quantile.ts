/** Binomial counts from the same uniform numbers under many chances: what moves when the chance moves. */
import { normalQuantile } from './distributions.ts';
import { pow } from './pow.ts';
import { sortedCopy } from './quantile.ts';

/** From this variance on the distribution is taken as normal, rounded to whole numbers. */
const leastNormal = 50;

/** Numbers in (0, 1), ascending, and the normal quantiles of each. */
export interface SortedUniforms {
  readonly uniforms: Float64Array;
  readonly normals: Float64Array;
}

/** Needs `distributionsReady()`. */
export function sortedUniforms(values: ArrayLike<number>): SortedUniforms {
  const uniforms = sortedCopy(values);
  return { uniforms, normals: uniforms.map(normalQuantile) };
}

/**
 * The successes in `n` trials of chance `p` at each of the uniform numbers, ascending as these are: the quantiles of the binomial
 * distribution, exact (by inversion) for a variance below 50, of the normal distribution with that mean and variance above.
 *
 * @param n whole number >= 0; @param p in [0, 1].
 */
export function binomialQuantiles(n: number, p: number, { uniforms, normals }: SortedUniforms): Float64Array {
  const mean = n * p;
  const deviation = Math.sqrt(mean * (1 - p));
  if (deviation * deviation >= leastNormal) {
    return normals.map((normal) => Math.min(n, Math.max(0, Math.round(mean + deviation * normal))));
  }
  // The rarer outcome is counted, whose chance to stay away altogether is a number above 0: its mean is below 100.
  const isFlipped = p > 0.5;
  const rare = isFlipped ? 1 - p : p;
  const odds = rare / (1 - rare);
  const counts = new Float64Array(uniforms.length);
  let count = 0;
  let chance = pow(1 - rare, n);
  let upTo = chance;
  for (let i = 0; i < counts.length; i++) {
    const at = isFlipped ? counts.length - 1 - i : i;
    const wanted = isFlipped ? 1 - uniforms[at] : uniforms[at];
    while (upTo < wanted && count < n && chance > 0) {
      chance *= ((n - count) / (count + 1)) * odds;
      count++;
      upTo += chance;
    }
    counts[at] = isFlipped ? n - count : count;
  }
  return counts;
}
