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
  const ends = fewEnds(sorted, maxBins) ?? evenEnds(sorted, maxBins);
  return Float64Array.from(ends, (end) => thresholdBetween(sorted[end - 1], sorted[end]));
}

/** Where each distinct value but the last ends; undefined when there are more than `most`. */
function fewEnds(sorted: Float64Array, most: number): number[] | undefined {
  const ends: number[] = [];
  for (let end = 0; end < sorted.length; ) {
    if (ends.length === most) return undefined;
    end = endOf(sorted, end);
    ends.push(end);
  }
  return ends.slice(0, -1);
}

/** Where each bin but the last ends, for more distinct values than bins. */
function evenEnds(sorted: Float64Array, maxBins: number): number[] {
  const { length } = sorted;
  const full = frequent(sorted, Math.ceil(length / maxBins));
  let binsLeft = maxBins - full.length;
  let rowsLeft = full.reduce((rows, [start, end]) => rows - (end - start), length);
  let target = rowsLeft / binsLeft;
  const ends: number[] = [];
  let start = 0;
  for (let next = 0; ends.length < maxBins - 1; ) {
    const [ownStart, ownEnd] = full[next] ?? [length, length];
    const wanted = start + Math.max(1, Math.ceil(target));
    const isFilled = wanted <= ownStart || ownStart - start >= Math.max(1, target / 2);
    const end = !isFilled ? ownEnd : wanted <= ownStart ? endOf(sorted, wanted - 1) : ownStart;
    if (end === length) break;
    ends.push(end);
    rowsLeft -= Math.min(end, ownStart) - start;
    start = end;
    if (isFilled) {
      binsLeft--;
      target = rowsLeft / Math.max(1, binsLeft);
    } else next++;
  }
  return ends;
}

/** Start and end of the rows of each value that has at least `least`. */
function frequent(sorted: Float64Array, least: number): [number, number][] {
  const found: [number, number][] = [];
  // So many equal values in a row cannot lie between two places that are looked at.
  for (let at = 0; at < sorted.length; ) {
    const [start, end] = [startOf(sorted, at), endOf(sorted, at)];
    if (end - start >= least) found.push([start, end]);
    at = Math.max(at + least, Math.ceil(end / least) * least);
  }
  return found;
}

/** The place after the last value that equals the one at `at`: looked for in growing steps, then in shrinking ones. */
function endOf(sorted: Float64Array, at: number): number {
  const value = sorted[at];
  let step = 1;
  while (sorted[at + step] === value) {
    at += step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) if (sorted[at + step] === value) at += step;
  return at + 1;
}

/** The place of the first value that equals the one at `at`. */
function startOf(sorted: Float64Array, at: number): number {
  const value = sorted[at];
  let step = 1;
  while (sorted[at - step] === value) {
    at -= step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) if (sorted[at - step] === value) at -= step;
  return at;
}
