/** Calinski-Harabasz index: scatter between clusters against scatter within them. */
import { mean } from '../../math/reduce.ts';
import { type ClusteredPoints, centresOf, isPartition, numbered } from './points.ts';

/**
 * Variance ratio (Calinski, Harabasz 1974); the higher, the denser and farther apart. scikit-learn's `calinski_harabasz_score`;
 * 1 when no point scatters. NaN unless there are 2 .. nRows-1 clusters.
 *
 * @throws SHAPE_MISMATCH, VALUE_INVALID
 */
export function calinskiHarabaszIndex(points: ClusteredPoints): number {
  const known = numbered(points);
  if (!isPartition(known)) return Number.NaN;
  const { columns, cluster, sizes } = known;
  const centres = centresOf(known);
  let [between, within] = [0, 0];
  for (const [f, column] of columns.entries()) {
    const centre = mean(column);
    for (let k = 0; k < sizes.length; k++) between += sizes[k] * (centres[f][k] - centre) * (centres[f][k] - centre);
    for (let row = 0; row < cluster.length; row++) {
      const distance = column[row] - centres[f][cluster[row]];
      within += distance * distance;
    }
  }
  return within === 0 ? 1 : (between * (cluster.length - sizes.length)) / (within * (sizes.length - 1));
}
