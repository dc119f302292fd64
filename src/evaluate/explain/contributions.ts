/** Shapley values by name, and their sums over columns of one origin. */

/** What columns contribute to raw scores. */
export interface Contributions {
  /** nNames columns. */
  readonly names: readonly string[];
  /** nOutputs x nNames x nRows: column j of output k at (k * nNames + j) * nRows. */
  readonly values: Float64Array;
  /**
   * nOutputs x nNames x nNames x nRows, symmetric in the names: those of (k, j, .) sum to column j's value. Off the diagonal is half
   * of what two columns add together, on it what a column adds alone.
   */
  readonly interactions?: Float64Array;
}

/**
 * The contributions of the columns that others were made of: sums over the columns of each.
 *
 * @param origins By column of `contributions`; the result has the distinct ones in order of first appearance.
 */
export function sumByOrigin(
  { names, values, interactions }: Contributions,
  origins: readonly string[],
  nOutputs: number,
  nRows: number,
): Contributions {
  const distinct = [...new Set(origins)];
  if (distinct.length === names.length) return { names: origins, values, ...(interactions && { interactions }) };
  const place = new Map(distinct.map((name, j) => [name, j]));
  const to = origins.map((name) => place.get(name)!);
  const [n, m] = [names.length, distinct.length];
  const sums = new Float64Array(nOutputs * m * nRows);
  const pairs = interactions && new Float64Array(nOutputs * m * m * nRows);
  for (let k = 0; k < nOutputs; k++) {
    for (let i = 0; i < n; i++) {
      addColumn(values, k * n + i, sums, k * m + to[i], nRows);
      for (let j = 0; j < n && pairs; j++) {
        addColumn(interactions, (k * n + i) * n + j, pairs, (k * m + to[i]) * m + to[j], nRows);
      }
    }
  }
  return { names: distinct, values: sums, ...(pairs && { interactions: pairs }) };
}

function addColumn(from: Float64Array, column: number, to: Float64Array, place: number, nRows: number): void {
  for (let row = 0; row < nRows; row++) to[place * nRows + row] += from[column * nRows + row];
}
