/** Isotonic regression: the rising step curve nearest to the outcomes. */
import { countUpTo } from '../../math/sorted-places.ts';

/** Corners of the curve, x rising and y not falling; straight lines between them, level beyond them. */
export type IsotonicCurve = { readonly x: Float64Array; readonly y: Float64Array };

/**
 * Weighted least squares under the order of x, by pooling adjacent violators (Ayer et al. 1955; Zadrozny and Elkan 2002). Rows of
 * equal x are pooled first, so the curve is a function. At least one row of positive weight is needed.
 */
export function fitIsotonic(x: Float64Array, y: ArrayLike<number>, weights?: Float64Array): IsotonicCurve {
  const order = Int32Array.from(x, (_, row) => row).sort((a, b) => x[a] - x[b] || a - b);
  // Blocks, each of the rows from its first x to its last.
  const first = new Float64Array(x.length);
  const last = new Float64Array(x.length);
  const sums = new Float64Array(x.length);
  const totals = new Float64Array(x.length);
  let blocks = 0;
  for (let at = 0; at < order.length; ) {
    const value = x[order[at]];
    let [sum, total] = [0, 0];
    for (; at < order.length && x[order[at]] === value; at++) {
      const weight = weights?.[order[at]] ?? 1;
      sum += weight * y[order[at]];
      total += weight;
    }
    if (total === 0) continue;
    first[blocks] = value;
    last[blocks] = value;
    sums[blocks] = sum;
    totals[blocks] = total;
    blocks++;
    while (blocks > 1 && sums[blocks - 2] * totals[blocks - 1] >= sums[blocks - 1] * totals[blocks - 2]) {
      blocks--;
      last[blocks - 1] = last[blocks];
      sums[blocks - 1] += sums[blocks];
      totals[blocks - 1] += totals[blocks];
    }
  }
  const corners: [number, number][] = [];
  for (let block = 0; block < blocks; block++) {
    const level = sums[block] / totals[block];
    corners.push([first[block], level]);
    if (last[block] > first[block]) corners.push([last[block], level]);
  }
  return { x: Float64Array.from(corners, ([at]) => at), y: Float64Array.from(corners, ([, level]) => level) };
}

/** The height of the curve at x. */
export function isotonicValue(curve: IsotonicCurve, x: number): number {
  const end = curve.x.length - 1;
  if (!(x > curve.x[0])) return curve.y[0];
  if (x >= curve.x[end]) return curve.y[end];
  const high = countUpTo(curve.x, x);
  const low = high - 1;
  const share = (x - curve.x[low]) / (curve.x[high] - curve.x[low]);
  return curve.y[low] + share * (curve.y[high] - curve.y[low]);
}
