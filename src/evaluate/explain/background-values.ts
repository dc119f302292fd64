/** Interventional Shapley values of one leaf: what a column's value adds where unknown columns come from rows of a background. */
import type { LeafView } from './leaf-walk.ts';
import type { AddLeafValues } from './value-visitor.ts';

/**
 * Values against a background whose rows are the first of every block.
 *
 * Of an explained row and a background row, a leaf counts only where each of its columns is satisfied by one of them. With a columns
 * satisfied by the explained row alone and b by the background row alone, each of the former adds (a - 1)! b! / (a + b)! of the
 * leaf's value and each of the latter takes a! (b - 1)! / (a + b)! (Lundberg et al. 2020, supplement). Rows come as groups, so pairs
 * of groups are looked at, not pairs of rows.
 *
 * @param width Most columns on a way to a leaf.
 * @param room Rows of a block, those of the background included.
 */
export function backgroundValues(nBackground: number, width: number, room: number): AddLeafValues {
  const weights = shapleyWeights(width);
  const sizes = new Int32Array(room);
  const failures = new Int32Array(room);
  const present = new Int32Array(room);
  const explained = new Uint8Array(room);

  return (leaf, table, stride) => {
    const { value, nGroups, nWords, failed, groups } = leaf;
    sizes.fill(0, 0, nGroups);
    explained.fill(0, 0, nGroups);
    for (let row = 0; row < nBackground; row++) sizes[groups[row]]++;
    for (let row = nBackground; row < groups.length; row++) explained[groups[row]] = 1;
    let nPresent = 0;
    for (let group = 0; group < nGroups; group++) {
      failures[group] = countFailures(leaf, group);
      if (sizes[group] > 0) present[nPresent++] = group;
    }
    for (let group = 0; group < nGroups; group++) {
      if (explained[group] === 0) continue;
      const lost = failures[group];
      let loss = 0;
      for (let i = 0; i < nPresent; i++) {
        const other = present[i];
        const gained = failures[other];
        if (overlap(failed, nWords, group, other)) continue;
        const share = (value * sizes[other]) / nBackground;
        if (lost > 0) loss += share * weights[lost * (width + 1) + gained];
        if (gained > 0) addToFailed(leaf, other, share * weights[gained * (width + 1) + lost], table, stride, group);
      }
      if (loss !== 0) addToFailed(leaf, group, -loss, table, stride, group);
    }
  };
}

/** By a >= 1 and b >= 0: (a - 1)! b! / (a + b)! at a * (width + 1) + b. */
function shapleyWeights(width: number): Float64Array {
  const weights = new Float64Array((width + 1) * (width + 1));
  for (let a = 1; a <= width; a++) {
    const base = a * (width + 1);
    weights[base] = 1 / a;
    for (let b = 1; a + b <= width; b++) weights[base + b] = (weights[base + b - 1] * b) / (a + b);
  }
  return weights;
}

function countFailures({ failed, nWords }: LeafView, group: number): number {
  let count = 0;
  for (let word = group * nWords; word < (group + 1) * nWords; word++) {
    for (let bits = failed[word]; bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}

/** True when some column is satisfied by neither group. */
function overlap(failed: Int32Array, nWords: number, group: number, other: number): boolean {
  for (let word = 0; word < nWords; word++) {
    if ((failed[group * nWords + word] & failed[other * nWords + word]) !== 0) return true;
  }
  return false;
}

/** Adds an amount to `group` in the columns that `of` fails. */
function addToFailed(
  { failed, nWords }: LeafView,
  of: number,
  amount: number,
  table: Float64Array,
  stride: number,
  group: number,
): void {
  for (let word = 0; word < nWords; word++) {
    for (let bits = failed[of * nWords + word]; bits !== 0; bits &= bits - 1) {
      table[(word * 32 + 31 - Math.clz32(bits & -bits)) * stride + group] += amount;
    }
  }
}
