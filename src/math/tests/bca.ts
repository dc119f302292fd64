/** The bootstrap interval that is corrected for bias and skew (Efron 1987): which quantiles of the replicates are its ends. */
import { normalCdf, normalQuantile } from '../distributions.ts';

/**
 * Second-order accurate and unchanged by any rising map of the statistic. Needs `distributionsReady()`.
 *
 * @param sorted replicates, rising, without NaN, at least one; @param estimate the statistic of the sample itself.
 * @param acceleration of `accelerationOf`; @param tail probability beyond either end, in (0, 0.5).
 * @returns quantiles in [0, 1], low and high.
 */
export function bcaTails(
  sorted: Float64Array,
  estimate: number,
  acceleration: number,
  tail: number,
): [low: number, high: number] {
  const bias = normalQuantile(shareBelow(sorted, estimate));
  const corrected = (p: number) => {
    const z = bias + normalQuantile(p);
    const stretch = 1 - acceleration * z;
    // Beyond this pole the correction means nothing; the limit on its near side is the end of the replicates.
    return stretch > 0 ? normalCdf(bias + z / stretch) : z > 0 ? 1 : 0;
  };
  return [corrected(tail), corrected(1 - tail)];
}

/**
 * A sixth of the skewness of the influence of rows, or of groups of rows, on the statistic: derivatives by weight, or what the
 * jackknife finds, on any common scale. 0 when nothing has influence.
 */
export function accelerationOf(influence: ArrayLike<number>): number {
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < influence.length; i++) {
    squares += influence[i] * influence[i];
    cubes += influence[i] * influence[i] * influence[i];
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
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
