/** Where a value stands among the training rows. */
import { sortedCopy } from '../../math/quantile.ts';
import { sum } from '../../math/reduce.ts';

/** The distinct finite values, ascending, and for each the share of rows below it with half of its own. */
export function middleShares(
  values: Float64Array,
  weights: Float64Array | undefined,
): { readonly distinct: Float64Array; readonly shares: Float64Array } {
  const sorted = sortedCopy(values.filter(Number.isFinite));
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const shares = new Float64Array(distinct.length);
  for (const [row, value] of values.entries()) {
    if (Number.isFinite(value)) shares[placeOf(distinct, value)] += weights?.[row] ?? 1;
  }
  const total = sum(shares);
  let below = 0;
  for (const [place, weight] of shares.entries()) {
    shares[place] = (below + weight / 2) / total;
    below += weight;
  }
  return { distinct, shares };
}

/** Where an ascending array has the value. */
export function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
