/** A k-d tree: points parted in halves by one coordinate after the other (Bentley 1975). */
import { z } from 'zod';
import { leafSize } from './leaf-size.ts';
import { selectPoint } from './select-point.ts';

/**
 * A tree without pointers: node i covers a range of places; its halves are nodes 2i+1 (places before the middle) and 2i+2.
 * A range of at most `leafSize` places is a leaf. With the number of points, the ranges of all nodes are known.
 */
export type KDTree = {
  readonly nFeatures: number;
  /** nPoints x nFeatures coordinates, in the order of places. */
  readonly points: Float64Array;
  /** nPoints: the row number of the point at each place. */
  readonly rows: Int32Array;
  /** Per node the coordinate that parts it; 0 for leaves and for numbers that no node has. */
  readonly splitColumns: Int32Array;
  /** Per node the value at its middle: coordinates before the middle are not above it, the others not below. */
  readonly splitValues: Float64Array;
};

export const kDTreeShape = z
  .strictObject({
    nFeatures: z.int().min(0),
    points: z.instanceof(Float64Array).refine((points) => points.every(Number.isFinite), 'points are finite'),
    rows: z.instanceof(Int32Array),
    splitColumns: z.instanceof(Int32Array),
    splitValues: z.instanceof(Float64Array),
  })
  .refine(isSound, 'points, rows and nodes fit each other');

/**
 * @param points nPoints x nFeatures finite numbers, row by row.
 * @param nPoints at least 1.
 */
export function buildKDTree(points: Float64Array, nPoints: number, nFeatures: number): KDTree {
  const rows = Int32Array.from({ length: nPoints }, (_, row) => row);
  const nNodes = nodesOf(nPoints);
  const splitColumns = new Int32Array(nNodes);
  const splitValues = new Float64Array(nNodes);
  const grow = (node: number, low: number, end: number): void => {
    if (end - low <= leafSize) return;
    const column = widestColumn(points, nFeatures, rows.subarray(low, end));
    const middle = (low + end) >>> 1;
    if (nFeatures > 0) {
      selectPoint(rows, { points, nFeatures, column }, { low, high: end - 1, place: middle });
      splitColumns[node] = column;
      splitValues[node] = points[rows[middle] * nFeatures + column];
    }
    grow(2 * node + 1, low, middle);
    grow(2 * node + 2, middle, end);
  };
  grow(0, 0, nPoints);
  const placed = new Float64Array(points.length);
  for (let place = 0; place < nPoints; place++) {
    placed.set(points.subarray(rows[place] * nFeatures, (rows[place] + 1) * nFeatures), place * nFeatures);
  }
  return { nFeatures, points: placed, rows, splitColumns, splitValues };
}

/** The coordinate with the largest range; of equals the first. */
function widestColumn(points: Float64Array, nFeatures: number, rows: Int32Array): number {
  let widest = 0;
  let most = -1;
  for (let column = 0; column < nFeatures; column++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      const value = points[row * nFeatures + column];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low <= most) continue;
    most = high - low;
    widest = column;
  }
  return widest;
}

/** One above the largest number of a node that parts its range: the larger half of a range is always the later one. */
function nodesOf(nPoints: number): number {
  let nNodes = 0;
  let size = nPoints;
  while (size > leafSize) {
    nNodes = 2 * nNodes + 1;
    size -= size >>> 1;
  }
  return nNodes;
}

function isSound({ nFeatures, points, rows, splitColumns, splitValues }: KDTree): boolean {
  const seen = new Uint8Array(rows.length);
  for (const row of rows) {
    if (!(row >= 0 && row < rows.length) || seen[row] === 1) return false;
    seen[row] = 1;
  }
  return (
    rows.length > 0 &&
    points.length === rows.length * nFeatures &&
    splitColumns.length === nodesOf(rows.length) &&
    splitValues.length === splitColumns.length &&
    splitValues.every(Number.isFinite) &&
    splitColumns.every((column) => column >= 0 && column < Math.max(1, nFeatures))
  );
}
