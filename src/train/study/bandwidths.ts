/** How wide the kernels of a Parzen estimator are. */
import { sortedCopy } from '../../math/quantile.ts';

/**
 * Of each place the larger distance to its neighbours, kept between a share of the interval and the whole. Of equal places
 * the first is next to the one below, the last next to the one above.
 */
export function bandwidths(places: Float64Array, low: number, high: number): Float64Array {
  const n = places.length;
  const sorted = sortedCopy(places);
  const taken = new Int32Array(n);
  const least = (high - low) / Math.min(100, n + 2);
  return places.map((place) => {
    const first = lowerBound(sorted, place);
    const rank = first + taken[first]++;
    const toLeft = rank > 0 ? place - sorted[rank - 1] : 0;
    const toRight = rank < n - 1 ? sorted[rank + 1] - place : 0;
    // A single place has the ends of the interval as its neighbours; an outer one of several has its inner neighbour alone.
    const distance = n === 1 ? Math.max(place - low, high - place) : Math.max(toLeft, toRight);
    return Math.min(high - low, Math.max(least, distance));
  });
}

/** Index of the first entry that is not below x. */
function lowerBound(sorted: Float64Array, x: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle] < x) from = middle + 1;
    else to = middle;
  }
  return from;
}
