/** Silhouette: whether points lie nearer to their own cluster than to the next one. */
import { mean } from '../../math/reduce.ts';
import { type ClusteredPoints, isPartition, numbered } from './points.ts';

/**
 * Mean silhouette (Rousseeuw 1987), from -1 to 1; scikit-learn's `silhouette_score` with Euclidean distances. Takes time in the
 * square of the rows: above some 10,000, pass a sample. NaN unless there are 2 .. nRows-1 clusters.
 *
 * @throws SHAPE_MISMATCH, VALUE_INVALID
 * @example
 * silhouetteScore({ columns: [[0, 1, 10, 11]], clusters: [0, 0, 1, 1] }); // 0.9
 */
export function silhouetteScore(points: ClusteredPoints): number {
  return mean(silhouetteOfRows(points));
}

/** The silhouette of each row; 0 for a cluster of one point. NaN in every row unless there are 2 .. nRows-1 clusters. */
export function silhouetteOfRows(points: ClusteredPoints): Float64Array {
  const known = numbered(points);
  const { columns, cluster, sizes } = known;
  const n = cluster.length;
  const silhouettes = new Float64Array(n);
  if (!isPartition(known)) return silhouettes.fill(Number.NaN);
  const squares = new Float64Array(n);
  const toCluster = new Float64Array(sizes.length);
  for (let row = 0; row < n; row++) {
    squares.fill(0);
    for (const column of columns) {
      const own = column[row];
      for (let other = 0; other < n; other++) squares[other] += (own - column[other]) * (own - column[other]);
    }
    toCluster.fill(0);
    for (let other = 0; other < n; other++) toCluster[cluster[other]] += Math.sqrt(squares[other]);
    silhouettes[row] = silhouetteOf(cluster[row], toCluster, sizes);
  }
  return silhouettes;
}

/** From the sums of distances of one point to the points of each cluster. */
function silhouetteOf(own: number, toCluster: Float64Array, sizes: Float64Array): number {
  if (sizes[own] === 1) return 0;
  const within = toCluster[own] / (sizes[own] - 1);
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < sizes.length; k++) if (k !== own) nearest = Math.min(nearest, toCluster[k] / sizes[k]);
  const larger = Math.max(within, nearest);
  return larger === 0 ? 0 : (nearest - within) / larger;
}
