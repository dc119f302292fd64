/** Where k-means starts: distinct points that lie far from each other (k-means++; Arthur, Vassilvitskii 2007). */
import { log } from '../../math/log.ts';
import { sum } from '../../math/reduce.ts';
import type { Rng } from '../../math/rng.ts';
import { type Cloud, squaredDistance } from './cloud.ts';

/**
 * Draws a point by its weight, then points by weight times squared distance to the nearest one drawn. For each place 2 + ln k
 * points are drawn, and the one is kept that leaves the least sum, as scikit-learn does.
 *
 * @param k At least 1.
 * @returns k x nFeatures coordinates, or fewer rows when there are fewer distinct points.
 */
export function startingCentres(
  cloud: Cloud,
  k: number,
  rng: Rng,
): { readonly centres: Float64Array; readonly nCentres: number } {
  const { points, nFeatures, weights } = cloud;
  const nDraws = 2 + Math.floor(log(k));
  const centres = new Float64Array(k * nFeatures);
  let costs = weights;
  for (let at = 0; at < k; at++) {
    let best = -1;
    let bestTotal = Number.POSITIVE_INFINITY;
    let bestCosts = costs;
    for (let draw = 0; draw < (at === 0 ? 1 : nDraws); draw++) {
      const drawn = drawPoint(costs, rng);
      if (drawn < 0) return { centres: centres.slice(0, at * nFeatures), nCentres: at };
      const left = costsBeside(cloud, drawn, at === 0 ? undefined : costs);
      const total = sum(left);
      if (best >= 0 && total >= bestTotal) continue;
      best = drawn;
      bestTotal = total;
      bestCosts = left;
    }
    centres.set(points.subarray(best * nFeatures, (best + 1) * nFeatures), at * nFeatures);
    costs = bestCosts;
  }
  return { centres, nCentres: k };
}

/** Weight times squared distance of each point to point `drawn`, at most what it was. */
function costsBeside({ points, nFeatures, weights }: Cloud, drawn: number, before?: Float64Array): Float64Array {
  return weights.map((weight, i) => {
    const cost = weight * squaredDistance(nFeatures, points, i, points, drawn);
    return before && before[i] < cost ? before[i] : cost;
  });
}

/** A number drawn with chances in proportion to `costs`; -1 when all are 0. */
function drawPoint(costs: Float64Array, rng: Rng): number {
  const aim = rng.uniform() * sum(costs);
  let reached = 0;
  let last = -1;
  for (let i = 0; i < costs.length; i++) {
    if (costs[i] === 0) continue;
    last = i;
    reached += costs[i];
    if (reached > aim) break;
  }
  return last;
}
