/** Weighted points, and how far they lie from each other. */

export interface Cloud {
  /** nPoints x nFeatures coordinates, row by row. */
  readonly points: Float64Array;
  /** nPoints weights > 0. */
  readonly weights: Float64Array;
  readonly nFeatures: number;
}

/** Squared Euclidean distance of point i of `a` and point j of `b`. */
export function squaredDistance(nFeatures: number, a: Float64Array, i: number, b: Float64Array, j: number): number {
  const from = i * nFeatures;
  const to = j * nFeatures;
  let square = 0;
  for (let feature = 0; feature < nFeatures; feature++) {
    const difference = a[from + feature] - b[to + feature];
    square += difference * difference;
  }
  return square;
}

/** The centre nearest to point i, of equals the first, with its distance and that of the next one (Infinity for a lone centre). */
export function nearestCentre({ points, nFeatures }: Cloud, i: number, centres: Float64Array, nCentres: number) {
  let centre = 0;
  let least = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let c = 0; c < nCentres; c++) {
    const square = squaredDistance(nFeatures, points, i, centres, c);
    if (square < least) {
      second = least;
      least = square;
      centre = c;
    } else if (square < second) second = square;
  }
  return { centre, distance: Math.sqrt(least), nextDistance: Math.sqrt(second) };
}
