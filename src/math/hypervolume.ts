/** The hypervolume that points dominate: how good a front is in one number. */
import { dominates } from './pareto.ts';

/**
 * Volume of what lies between some points and a reference point and is dominated by at least one of them, all coordinates
 * the smaller the better. Exact: a sweep for two coordinates, else the method of While, Bradstreet and Barone (2012),
 * "A fast way of calculating exact hypervolumes". The time grows fast with the number of coordinates; some hundred points
 * in four take a moment.
 *
 * @param points n x m; points that are not below the reference in every coordinate count for nothing.
 * @param reference m coordinates.
 * @throws RangeError for points of another length than the reference, or NaN.
 */
export function dominatedVolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  for (const point of [...points, reference]) {
    if (point.length !== reference.length)
      throw new RangeError(`points need ${reference.length} coordinates, got ${point.length}`);
    if (point.some(Number.isNaN)) throw new RangeError('coordinates must be numbers, got NaN');
  }
  return volume(
    points.filter((point) => point.every((coordinate, i) => coordinate < reference[i])),
    reference,
  );
}

/** Of points below the reference. */
function volume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const front = minimal(points);
  if (front.length === 0) return 0;
  if (reference.length === 1) return reference[0] - front[0][0];
  if (reference.length === 2) return area(front, reference);
  // The largest last coordinate first, so that later points are limited to little.
  front.sort((a, b) => b[b.length - 1] - a[a.length - 1] || lexicographic(a, b));
  let total = 0;
  front.forEach((point, i) => {
    const box = point.reduce((product, coordinate, c) => product * (reference[c] - coordinate), 1);
    const limited = front.slice(i + 1).map((other) => other.map((coordinate, c) => Math.max(coordinate, point[c])));
    total += box - volume(limited, reference);
  });
  return total;
}

/** Of points of two coordinates that do not dominate each other. */
function area(front: readonly (readonly number[])[], reference: readonly number[]): number {
  let total = 0;
  let above = reference[1];
  for (const [x, y] of [...front].sort(lexicographic)) {
    total += (reference[0] - x) * (above - y);
    above = y;
  }
  return total;
}

/** The points that no other one dominates, each once. */
function minimal(points: readonly (readonly number[])[]): (readonly number[])[] {
  const kept: (readonly number[])[] = [];
  for (const point of [...points].sort(lexicographic)) {
    const covered = kept.some((other) => dominates(other, point) || lexicographic(other, point) === 0);
    if (!covered) kept.push(point);
  }
  return kept;
}

function lexicographic(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}
