/** Names of the columns that say which cluster a row is in. */

/** The number of the cluster, a category. */
export const clusterColumn = 'cluster';

/** How far its centre is. */
export const distanceColumn = 'cluster_distance';

/** The chance to be in a cluster. */
export function probabilityColumn(cluster: number): string {
  return `cluster_probability_${cluster}`;
}
