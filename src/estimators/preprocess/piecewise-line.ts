/** A line through points, flat beyond its ends. Carried inside exported modules. */

/**
 * Height at `x`; NaN at NaN.
 *
 * @param knots at least two finite numbers, ascending.
 * @param heights one finite number per knot.
 */
export function heightAt(knots: ArrayLike<number>, heights: ArrayLike<number>, x: number): number {
  if (Number.isNaN(x)) return x;
  const last = knots.length - 1;
  if (x <= knots[0]) return heights[0];
  if (x >= knots[last]) return heights[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (knots[middle] <= x) low = middle;
    else high = middle;
  }
  // Halves, because the distance of two doubles need not be one.
  const part = (x / 2 - knots[low] / 2) / (knots[high] / 2 - knots[low] / 2);
  return heights[low] + (heights[high] - heights[low]) * part;
}
