/** Lloyd's k-means (Lloyd 1982), with bounds that spare most distances and change no answer (Hamerly 2010). */
import { sum } from '../../math/reduce.ts';
import { type Cloud, nearestCentre, squaredDistance } from './cloud.ts';

export interface Clustering {
  /** nCentres x nFeatures coordinates. */
  readonly centres: Float64Array;
  /** nPoints: the centre nearest to each point. */
  readonly labels: Int32Array;
  /** Sum over points of weight times squared distance to the centre. */
  readonly inertia: number;
}

/** Bounds are wrong by the rounding of some hundred sums at most; a distance within this share of its bound is looked at. */
const slack = 1 + 1e-9;

/**
 * Moves each centre to the weighted mean of its points until no point changes its centre, or `maxIterations` times.
 * A centre that lost all points goes to the point that is farthest from its own centre.
 *
 * @param start nCentres x nFeatures coordinates.
 * @param enough A sum of squared moves of all centres: a move that is no farther is the last.
 */
export function lloyd(
  cloud: Cloud,
  start: Float64Array,
  nCentres: number,
  maxIterations: number,
  enough = 0,
): Clustering {
  const { points, nFeatures, weights } = cloud;
  const nPoints = weights.length;
  let centres = Float64Array.from(start);
  const labels = new Int32Array(nPoints);
  const atMost = new Float64Array(nPoints);
  const nextAtLeast = new Float64Array(nPoints);
  const look = (i: number): boolean => {
    const { centre, distance, nextDistance } = nearestCentre(cloud, i, centres, nCentres);
    const isOther = labels[i] !== centre;
    labels[i] = centre;
    atMost[i] = distance;
    nextAtLeast[i] = nextDistance;
    return isOther;
  };
  for (let i = 0; i < nPoints; i++) look(i);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const moved = meansOf(cloud, labels, centres, nCentres);
    const shifts = Float64Array.from({ length: nCentres }, (_, c) =>
      Math.sqrt(squaredDistance(nFeatures, moved, c, centres, c)),
    );
    const { first, most, second } = largestTwo(shifts);
    centres = moved;
    const clearances = halfDistances(centres, nCentres, nFeatures);
    let changed = false;
    for (let i = 0; i < nPoints; i++) {
      const label = labels[i];
      atMost[i] += shifts[label];
      nextAtLeast[i] -= label === first ? second : most;
      const bound = Math.max(clearances[label], nextAtLeast[i]);
      if (atMost[i] * slack < bound) continue;
      atMost[i] = Math.sqrt(squaredDistance(nFeatures, points, i, centres, label));
      if (atMost[i] * slack < bound) continue;
      if (look(i)) changed = true;
    }
    if (!changed || sum(shifts.map((shift) => shift * shift)) <= enough) break;
  }
  let inertia = 0;
  for (let i = 0; i < nPoints; i++) inertia += weights[i] * squaredDistance(nFeatures, points, i, centres, labels[i]);
  return { centres, labels, inertia };
}

function meansOf({ points, weights, nFeatures }: Cloud, labels: Int32Array, centres: Float64Array, nCentres: number) {
  const totals = new Float64Array(nCentres);
  for (let i = 0; i < labels.length; i++) totals[labels[i]] += weights[i];
  const own = Int32Array.from(labels);
  for (let c = 0; c < nCentres; c++) {
    if (totals[c] > 0) continue;
    const farthest = farthestPoint({ points, weights, nFeatures }, own, centres, totals);
    if (farthest < 0) continue;
    totals[own[farthest]] -= weights[farthest];
    own[farthest] = c;
    totals[c] = weights[farthest];
  }
  // Sums of differences from the centre before: means of points far from 0 keep their digits.
  const sums = new Float64Array(nCentres * nFeatures);
  totals.fill(0);
  for (let i = 0; i < own.length; i++) {
    totals[own[i]] += weights[i];
    const from = i * nFeatures;
    const to = own[i] * nFeatures;
    for (let j = 0; j < nFeatures; j++) sums[to + j] += weights[i] * (points[from + j] - centres[to + j]);
  }
  return centres.map((value, at) => {
    const total = totals[Math.floor(at / nFeatures)];
    return total > 0 ? value + sums[at] / total : value;
  });
}

/** Of the points that share their centre with others; -1 when all centres have one point or none. */
function farthestPoint(
  { points, weights, nFeatures }: Cloud,
  labels: Int32Array,
  centres: Float64Array,
  totals: Float64Array,
) {
  let farthest = -1;
  let most = 0;
  for (const [i, label] of labels.entries()) {
    if (totals[label] <= weights[i]) continue;
    const square = squaredDistance(nFeatures, points, i, centres, label);
    if (square <= most) continue;
    most = square;
    farthest = i;
  }
  return farthest;
}

/** For each centre half the distance to the nearest other: a point within it has no nearer centre. */
function halfDistances(centres: Float64Array, nCentres: number, nFeatures: number): Float64Array {
  const halves = new Float64Array(nCentres).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < nCentres; a++) {
    for (let b = 0; b < a; b++) {
      const half = Math.sqrt(squaredDistance(nFeatures, centres, a, centres, b)) / 2;
      halves[a] = Math.min(halves[a], half);
      halves[b] = Math.min(halves[b], half);
    }
  }
  return halves;
}

function largestTwo(values: Float64Array) {
  let first = 0;
  let second = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i] > values[first]) {
      second = values[first];
      first = i;
    } else if (values[i] > second) second = values[i];
  }
  return { first, most: values[first], second };
}
