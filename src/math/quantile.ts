/** Sorted copies and quantiles. */

/** A sorted copy without NaN. */
export function sortedCopy(x: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(x.length);
  let kept = 0;
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i])) copy[kept++] = x[i];
  // Without a comparator a Float64Array sorts by value (a total order, -0 before 0), many times faster than with one.
  return copy.subarray(0, kept).sort();
}

/** The values ascending and without NaN: the array itself when it is so already, else a sorted copy. */
export function ascending(x: ArrayLike<number>): ArrayLike<number> {
  if (x.length > 0 && Number.isNaN(x[0])) return sortedCopy(x);
  for (let i = 1; i < x.length; i++) if (!(x[i - 1] <= x[i])) return sortedCopy(x);
  return x;
}

/**
 * Quantile by linear interpolation between the two nearest order statistics (numpy's `linear`; Hyndman and Fan type 7).
 *
 * @param sorted ascending, without NaN; @param q in [0, 1]. NaN when empty.
 */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(q)) return Number.NaN;
  const position = Math.min(Math.max(q, 0), 1) * last;
  const index = Math.floor(position);
  const low = sorted[index];
  const high = sorted[Math.min(index + 1, last)];
  const fraction = position - index;
  if (fraction === 0 || low === high) return low;
  // From the nearer end, as numpy does, so that the result is monotone in q.
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/** Median of the values that are not NaN; NaN when there is none. */
export function median(x: ArrayLike<number>): number {
  return quantileSorted(sortedCopy(x), 0.5);
}
