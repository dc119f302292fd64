/** Gradient-based one-side sampling (GOSS; Ke et al. 2017): rows with large gradients stay, of the others a share that counts for all. */
import type { Rng } from '../../math/rng.ts';
import { drawOf } from './sample-of.ts';

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
  const least = largestAt(sizes.slice(), top - 1);
  const others = Int32Array.from(sizes.keys()).filter((row) => !(sizes[row] >= least));
  const size = Math.min(others.length, Math.max(1, Math.floor(n * otherRate)));
  const raised = drawOf(others.length, size, rng).map((place) => others[place]);
  const rows = new Int32Array(n - others.length + size);
  let [taken, next] = [0, 0];
  for (let row = 0; row < n; row++) {
    if (raised[next] === row) next++;
    else if (!(sizes[row] >= least)) continue;
    rows[taken++] = row;
  }
  return size === others.length ? { rows } : { rows, raised, factor: others.length / size };
}

/** The value that has `place` others before it in descending order; reorders the values (quickselect, Hoare 1961). */
function largestAt(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1];
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left] > pivot) left++;
      while (values[right] < pivot) right--;
      if (left > right) break;
      const value = values[left];
      values[left++] = values[right];
      values[right--] = value;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place];
}
