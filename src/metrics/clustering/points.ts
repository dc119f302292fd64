/** Points and the clusters that they belong to, as metrics of clusterings read them. */
import { ModelwrightError } from '../../core/errors.ts';

/** Points with one cluster each. */
export interface ClusteredPoints {
  /** One array of nRows finite values per feature, on comparable scales. */
  readonly columns: readonly ArrayLike<number>[];
  /** nRows cluster numbers, any whole numbers. */
  readonly clusters: ArrayLike<number>;
}

/** Points with clusters numbered 0 .. count-1 in the order in which they occur. */
export interface NumberedPoints {
  readonly columns: readonly ArrayLike<number>[];
  readonly cluster: Int32Array;
  readonly sizes: Float64Array;
}

/**
 * Numbers the clusters.
 *
 * @throws SHAPE_MISMATCH when columns differ in length, VALUE_INVALID for values that are not finite.
 */
export function numbered({ columns, clusters }: ClusteredPoints): NumberedPoints {
  for (const [c, column] of columns.entries()) {
    if (column.length !== clusters.length) {
      const value = `${column.length} and ${clusters.length}`;
      throw new ModelwrightError('SHAPE_MISMATCH', { what: `column ${c}`, law: 'one value per cluster number', value });
    }
    for (let row = 0; row < column.length; row++) {
      if (Number.isFinite(column[row])) continue;
      throw new ModelwrightError('VALUE_INVALID', {
        what: `column ${c}, row ${row}`,
        law: 'a finite number',
        value: 'another',
      });
    }
  }
  const { codes, sizes } = coded(clusters);
  return { columns, cluster: codes, sizes };
}

/** Labels as codes 0 .. count-1 in the order in which they occur, and how often each does. */
export function coded(labels: ArrayLike<number>): { readonly codes: Int32Array; readonly sizes: Float64Array } {
  const numbers = new Map<number, number>();
  const codes = new Int32Array(labels.length);
  for (let row = 0; row < codes.length; row++) {
    const known = numbers.get(labels[row]) ?? numbers.size;
    numbers.set(labels[row], known);
    codes[row] = known;
  }
  const sizes = new Float64Array(numbers.size);
  for (const code of codes) sizes[code]++;
  return { codes, sizes };
}

/** Scores of a clustering need 2 .. nRows-1 clusters, as in scikit-learn. */
export function isPartition({ cluster, sizes }: NumberedPoints): boolean {
  return sizes.length >= 2 && sizes.length < cluster.length;
}

/** Mean of each feature in each cluster: `centres[feature][cluster]`. */
export function centresOf({ columns, cluster, sizes }: NumberedPoints): Float64Array[] {
  return columns.map((column) => {
    const sums = new Float64Array(sizes.length);
    for (let row = 0; row < cluster.length; row++) sums[cluster[row]] += column[row];
    // A second pass takes off what rounding left.
    const centres = sums.map((sum, k) => sum / sizes[k]);
    const rest = new Float64Array(sizes.length);
    for (let row = 0; row < cluster.length; row++) rest[cluster[row]] += column[row] - centres[cluster[row]];
    return centres.map((centre, k) => centre + rest[k] / sizes[k]);
  });
}
