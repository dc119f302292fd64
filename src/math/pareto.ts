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
 * and so on. Indices ascend within a front; equal points share one. Efficient non-dominated sort with halving of Zhang et al.
 * (2015): n log n comparisons for up to two coordinates, at worst n^2 for more.
 *
 * @param points of equal length, without NaN.
 */
export function nondominatedFronts(points: readonly (readonly number[])[]): number[][] {
  const fronts: number[][] = [];
  for (const i of inOrder(points)) {
    // What a front dominates is dominated by every front before it, too.
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isDominated(i, fronts[middle], points)) low = middle + 1;
      else high = middle;
    }
    if (low < fronts.length) fronts[low].push(i);
    else fronts.push([i]);
  }
  return fronts.map((front) => front.sort((i, j) => i - j));
}

/** The first of these fronts alone: indices of what no point dominates, ascending. */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  const front: number[] = [];
  for (const i of inOrder(points)) if (!isDominated(i, front, points)) front.push(i);
  return front.sort((i, j) => i - j);
}

/** Indices in lexicographic order: no point is dominated by a later one. */
function inOrder(points: readonly (readonly number[])[]): number[] {
  return points.map((_, i) => i).sort((i, j) => lexicographic(points[i], points[j]) || i - j);
}

/** Whether a member of a front, all of whose members come before the point in order, dominates it. */
function isDominated(i: number, front: readonly number[], points: readonly (readonly number[])[]): boolean {
  // Of up to two coordinates the last member is the smallest in the second one.
  const least = points[i].length <= 2 ? front.length - 1 : 0;
  for (let k = front.length - 1; k >= least && k >= 0; k--) if (dominates(points[front[k]], points[i])) return true;
  return false;
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
