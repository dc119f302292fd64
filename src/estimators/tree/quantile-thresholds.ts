/** Where a numeric column is cut into bins: between distinct values, with about equally many rows in each bin. */

/** Between two neighbours a < b: a value t with a <= t < b, the middle where it exists; finite values part from infinite ones. */
export function thresholdBetween(a: number, b: number): number {
  if (b === Number.POSITIVE_INFINITY) return a === Number.NEGATIVE_INFINITY ? 0 : Number.MAX_VALUE;
  if (a === Number.NEGATIVE_INFINITY) return a;
  const width = b - a;
  const middle = Number.isFinite(width) ? a + width / 2 : a / 2 + b / 2;
  return middle >= a && middle < b ? middle : a;
}

/**
 * Thresholds of at most `maxBins` bins; value v lies in the first bin whose threshold is >= v, or in the last bin.
 * Up to `maxBins` distinct values get a bin each. Beyond that a value that fills a bin by itself gets its own,
 * and the others share what is left evenly (the idea of LightGBM's greedy binning). All rows count, none is sampled.
 *
 * @param sorted Ascending values without NaN.
 */
export function quantileThresholds(sorted: Float64Array, maxBins: number): Float64Array {
  return thresholdsOf(distinct(sorted), sorted.length, maxBins);
}

/** Different values, ascending, and how many rows have each. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly counts: Int32Array;
}

/** The thresholds of `nRows` rows. */
export function thresholdsOf({ values, counts }: DistinctValues, nRows: number, maxBins: number): Float64Array {
  if (values.length <= maxBins) {
    return Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) =>
      thresholdBetween(values[i], values[i + 1]),
    );
  }
  const thresholds: number[] = [];
  const full = nRows / maxBins;
  let binsLeft = maxBins;
  let rowsLeft = nRows;
  for (const count of counts) {
    if (count < full) continue;
    binsLeft--;
    rowsLeft -= count;
  }
  let target = rowsLeft / binsLeft;
  let filled = 0;
  for (let i = 0; i < values.length - 1 && thresholds.length < maxBins - 1; i++) {
    const own = counts[i] >= full;
    if (!own) rowsLeft -= counts[i];
    filled += counts[i];
    const beforeOwn = counts[i + 1] >= full && filled >= Math.max(1, target / 2);
    if (!own && filled < target && !beforeOwn) continue;
    thresholds.push(thresholdBetween(values[i], values[i + 1]));
    filled = 0;
    if (own) continue;
    binsLeft--;
    target = rowsLeft / Math.max(1, binsLeft);
  }
  return Float64Array.from(thresholds);
}

/** @param sorted Ascending values without NaN. */
export function distinct(sorted: Float64Array): DistinctValues {
  const values = new Float64Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let n = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (n === 0 || sorted[i] !== values[n - 1]) values[n++] = sorted[i];
    counts[n - 1]++;
  }
  return { values: values.subarray(0, n), counts: counts.subarray(0, n) };
}
