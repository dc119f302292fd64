/** Fewer points for a drawn curve. */

/**
 * Keeps both ends, and of the points between those that first reach each of evenly spaced steps of `progress`, which must not
 * fall along the curve. No point is moved or made up.
 */
export function thinned<Point>(
  points: readonly Point[],
  progress: (point: Point) => number,
  most: number,
): readonly Point[] {
  if (points.length <= most) return points;
  const last = points.length - 1;
  const [start, end] = [progress(points[0]), progress(points[last])];
  const step = (end - start) / (most - 1);
  const kept = [points[0]];
  for (const point of points.slice(1, last)) {
    if (kept.length < most - 1 && progress(point) >= start + step * kept.length) kept.push(point);
  }
  kept.push(points[last]);
  return kept;
}
