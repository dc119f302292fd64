/** Davies-Bouldin index: how much clusters overlap. */
import { mean } from '../../math/reduce.ts';
import { type ClusteredPoints, centresOf, isPartition, numbered } from './points.ts';

/**
 * Mean over clusters of the worst ratio of scatter to distance of centres (Davies, Bouldin 1979); 0 is best. scikit-learn's
 * `davies_bouldin_score`. NaN unless there are 2 .. nRows-1 clusters.
 *
 * @throws SHAPE_MISMATCH, VALUE_INVALID
 */
export function daviesBouldinIndex(points: ClusteredPoints): number {
  const known = numbered(points);
  if (!isPartition(known)) return Number.NaN;
  const { columns, cluster, sizes } = known;
  const centres = centresOf(known);
  const count = sizes.length;
  const distance = (at: (feature: number) => number) => {
    let squares = 0;
    for (let f = 0; f < columns.length; f++) squares += at(f) * at(f);
    return Math.sqrt(squares);
  };
  const scatter = new Float64Array(count);
  for (let row = 0; row < cluster.length; row++) {
    const k = cluster[row];
    scatter[k] += distance((f) => columns[f][row] - centres[f][k]) / sizes[k];
  }
  // Points that do not scatter, or centres that are all in one place: 0, as in scikit-learn.
  if (scatter.every((each) => each < 1e-8)) return 0;
  const worst = new Float64Array(count);
  let apart = false;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      if (a === b) continue;
      const between = distance((f) => centres[f][a] - centres[f][b]);
      if (between > 1e-8) apart = true;
      const ratio = between === 0 ? 0 : (scatter[a] + scatter[b]) / between;
      worst[a] = Math.max(worst[a], ratio);
    }
  }
  return apart ? mean(worst) : 0;
}
