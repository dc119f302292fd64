/** Gradient-based one-side sampling (GOSS; Ke et al. 2017): rows with large gradients stay, of the others a share that counts for all. */
import type { Rng } from '../../math/rng.ts';
import { drawOf } from './sample-of.ts';
import { selectPlace } from './select-place.ts';

/** The rows to learn from. */
export interface RowSample {
  /** Ascending. */
  readonly rows: Int32Array;
  /** Rows among them whose derivatives are multiplied by `factor`; absent: none. */
  readonly raised?: Int32Array;
  readonly factor?: number;
}

/**
 * Takes the rows whose size is among the largest (all that are as large as the last of them) and draws from the others.
 *
 * @param sizes nRows: |gradient * hessian| summed over the outputs, as LightGBM takes it.
 * @param topRate Share of nRows that stays.
 * @param otherRate Share of nRows that is drawn from the others.
 */
export function sampleByGradient(sizes: Float64Array, topRate: number, otherRate: number, rng: Rng): RowSample {
  const n = sizes.length;
  const top = Math.max(1, Math.floor(n * topRate));
  const least = selectPlace(sizes.slice(), n - top);
  const others = new Int32Array(n);
  let nOthers = 0;
  for (let row = 0; row < n; row++) if (sizes[row] < least) others[nOthers++] = row;
  const size = Math.min(nOthers, Math.max(1, Math.floor(n * otherRate)));
  const raised = drawOf(nOthers, size, rng).map((place) => others[place]);
  const rows = new Int32Array(n - nOthers + size);
  let [taken, next] = [0, 0];
  for (let row = 0; row < n; row++) {
    if (raised[next] === row) next++;
    else if (sizes[row] < least) continue;
    rows[taken++] = row;
  }
  return size === nOthers ? { rows } : { rows, raised, factor: nOthers / size };
}
