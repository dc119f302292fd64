/** The distinct values of a column with the shares of rows below them, and which of them part the rows evenly. */
import { sortedCopy } from '../../math/quantile.ts';
import { sum } from '../../math/reduce.ts';
import { countBelow } from '../../math/sorted-places.ts';

/** The distinct finite values, ascending, and for each the share of rows below it with half of its own. */
export function middleShares(
  values: Float64Array,
  weights: Float64Array | undefined,
): { readonly distinct: Float64Array; readonly shares: Float64Array } {
  const sorted = sortedCopy(values.filter(Number.isFinite));
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const shares = new Float64Array(distinct.length);
  for (const [row, value] of values.entries()) {
    if (Number.isFinite(value)) shares[countBelow(distinct, value)] += weights?.[row] ?? 1;
  }
  const total = sum(shares);
  let below = 0;
  for (const [place, weight] of shares.entries()) {
    shares[place] = (below + weight / 2) / total;
    below += weight;
  }
  return { distinct, shares };
}

/** All places, or about `most` (at least 2) that part the rows evenly, both ends among them. */
export function evenPlaces(shares: Float64Array, most: number): Int32Array {
  const every = Int32Array.from(shares.keys());
  if (shares.length <= most) return every;
  const [first, last] = [shares[0], shares[shares.length - 1]];
  // The last one exactly: rounded, the sum may lie above every share.
  const leastOf = (knot: number) => (knot === most - 1 ? last : first + ((last - first) * knot) / (most - 1));
  let taken = 0;
  return every.filter((place) => {
    if (taken >= most || shares[place] < leastOf(taken)) return false;
    // A value that many rows share may stand for several knots.
    while (taken < most && shares[place] >= leastOf(taken)) taken++;
    return true;
  });
}
