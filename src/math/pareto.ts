/** Points that are compared in several coordinates at once, each of them the smaller the better. */

/** Whether `a` is at least as small as `b` in every coordinate and smaller in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let smaller = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] > b[i]) return false;
    if (a[i] < b[i]) smaller = true;
  }
  return smaller;
}

/**
 * Indices of the points by front: the first front is what no point dominates, the second what none of the rest dominates,
 * and so on. Indices ascend within a front; equal points share one. Efficient non-dominated sort of Zhang et al. (2015).
 *
 * @param points of equal length, without NaN.
 */
export function nondominatedFronts(points: readonly (readonly number[])[]): number[][] {
  const fronts: number[][] = [];
  // In this order no point is dominated by a later one, so each is put into the first front that has nothing above it.
  const order = points.map((_, i) => i).sort((i, j) => lexicographic(points[i], points[j]) || i - j);
  for (const i of order) {
    const front = fronts.find((members) => !members.some((member) => dominates(points[member], points[i])));
    if (front) front.push(i);
    else fronts.push([i]);
  }
  return fronts.map((front) => front.sort((i, j) => i - j));
}

/**
 * How far apart the neighbours of each point are, summed over the coordinates in shares of their range; Infinity for the
 * outermost points of a coordinate. Source: Deb et al. (2002), "A fast and elitist multiobjective genetic algorithm".
 */
export function crowdingDistances(points: readonly (readonly number[])[]): Float64Array {
  const distances = new Float64Array(points.length);
  const coordinates = points.length > 0 ? points[0].length : 0;
  for (let c = 0; c < coordinates; c++) {
    const order = points.map((_, i) => i).sort((i, j) => compare(points[i][c], points[j][c]) || i - j);
    const first = order[0];
    const last = order[order.length - 1];
    const range = points[last][c] - points[first][c];
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (!(range > 0 && Number.isFinite(range))) continue;
    for (let k = 1; k < order.length - 1; k++)
      distances[order[k]] += (points[order[k + 1]][c] - points[order[k - 1]][c]) / range;
  }
  return distances;
}

function lexicographic(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Unlike a difference, no trouble with infinities. */
function compare(a: number, b: number): number {
  return Number(a > b) - Number(a < b);
}
