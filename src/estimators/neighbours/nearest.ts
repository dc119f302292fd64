/** The nearest points of a k-d tree, exactly: as if all distances had been sorted (Friedman, Bentley, Finkel 1977). */
import type { KDTree } from './k-d-tree.ts';
import { leafSize } from './leaf-size.ts';

/** Neighbours from the nearest on; of equal distances the lower row number comes first. Overwritten by the next search. */
export interface Neighbours {
  /** k row numbers. */
  readonly rows: Int32Array;
  /** k squared Euclidean distances. */
  readonly squares: Float64Array;
}

/**
 * A search for the k nearest points. Memory is that of k neighbours, whatever the number of points.
 *
 * @param k 1 to the number of points.
 * @returns For the point at `offset` of `queries` (nFeatures coordinates) its neighbours.
 */
export function nearestIn(tree: KDTree, k: number): (queries: Float64Array, offset: number) => Neighbours {
  const { nFeatures, points, rows: rowOf, splitColumns, splitValues } = tree;
  const rows = new Int32Array(k);
  const squares = new Float64Array(k);
  /** How far the query lies outside the half that is searched, per coordinate. */
  const outside = new Float64Array(nFeatures);
  let found = 0;
  let from = 0;
  let query: Float64Array = points;

  const visit = (node: number, low: number, end: number): void => {
    if (end - low <= leafSize) {
      for (let place = low; place < end; place++) consider(place);
      return;
    }
    const middle = (low + end) >>> 1;
    if (nFeatures === 0) {
      visit(2 * node + 1, low, middle);
      visit(2 * node + 2, middle, end);
      return;
    }
    const column = splitColumns[node];
    const away = query[from + column] - splitValues[node];
    if (away < 0) visit(2 * node + 1, low, middle);
    else visit(2 * node + 2, middle, end);
    const before = outside[column];
    outside[column] = away;
    if (found < k || leastSquare() <= squares[k - 1]) {
      if (away < 0) visit(2 * node + 2, middle, end);
      else visit(2 * node + 1, low, middle);
    }
    outside[column] = before;
  };

  /** No point of the half is nearer, also after rounding: each term is at most that of a point, and sums have one order. */
  const leastSquare = (): number => {
    let square = 0;
    for (let j = 0; j < nFeatures; j++) square += outside[j] * outside[j];
    return square;
  };

  const consider = (place: number): void => {
    let square = 0;
    for (let j = 0; j < nFeatures; j++) {
      const difference = query[from + j] - points[place * nFeatures + j];
      square += difference * difference;
    }
    const row = rowOf[place];
    if (found === k && !comesBefore(square, row, k - 1)) return;
    let at = found === k ? k - 1 : found++;
    for (; at > 0 && comesBefore(square, row, at - 1); at--) {
      rows[at] = rows[at - 1];
      squares[at] = squares[at - 1];
    }
    rows[at] = row;
    squares[at] = square;
  };

  const comesBefore = (square: number, row: number, at: number) =>
    square < squares[at] || (square === squares[at] && row < rows[at]);

  return (queries, offset) => {
    found = 0;
    query = queries;
    from = offset;
    outside.fill(0);
    visit(0, 0, rowOf.length);
    return { rows, squares };
  };
}
