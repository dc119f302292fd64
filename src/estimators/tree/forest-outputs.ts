/** A fitted forest as sums of leaf values, output by output: the form that explanations and exports read. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Forest, joinForests, nodeKinds } from './forest.ts';
import type { ForestState } from './forest-state.ts';

/** Most nodes of the sums: 1.3 GiB. */
const mostNodes = 67_108_864;

/**
 * Trees whose leaf values add up to the prediction (a value, the share of class 1, or the share of each class): tree t adds to
 * output t modulo the number of outputs. With several classes each has its own copy of every tree, so this is made only when it
 * is asked for; the state holds one.
 *
 * @throws SHAPE_MISMATCH for more than 2^26 nodes.
 */
export function forestOutputs(state: Pick<ForestState, 'forest' | 'shares' | 'nOutputs' | 'unit'>): {
  readonly forest: Forest;
  readonly baseline: Float64Array;
} {
  const { forest, nOutputs, unit } = state;
  const factor = unit / forest.roots.length;
  const nNodes = forest.kinds.length * nOutputs;
  if (nNodes > mostNodes) {
    const law = `at most ${mostNodes} nodes times classes`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'a forest as sums', law, value: `${nNodes}` });
  }
  const baseline = new Float64Array(nOutputs);
  if (nOutputs === 1) return { forest: joinForests([forest], factor), baseline };
  const copies = {
    roots: new Int32Array(forest.roots.length * nOutputs),
    kinds: new Uint8Array(nNodes),
    features: new Int32Array(nNodes),
    values: new Float64Array(nNodes),
    lefts: new Int32Array(nNodes),
    covers: new Int32Array(nNodes),
    categories: forest.categories,
  };
  for (let t = 0; t < forest.roots.length; t++) {
    for (let k = 0; k < nOutputs; k++) copyTree(state, t, k, factor, copies);
  }
  return { forest: copies, baseline };
}

/** Copies tree t with the shares of class k. The nodes of a tree follow each other from its root. */
function copyTree(
  { forest, shares, nOutputs }: Pick<ForestState, 'forest' | 'shares' | 'nOutputs'>,
  t: number,
  k: number,
  factor: number,
  copies: Forest,
): void {
  const first = forest.roots[t];
  const end = forest.roots[t + 1] ?? forest.kinds.length;
  const to = first * nOutputs + k * (end - first);
  copies.roots[t * nOutputs + k] = to;
  copies.kinds.set(forest.kinds.subarray(first, end), to);
  copies.features.set(forest.features.subarray(first, end), to);
  copies.covers.set(forest.covers.subarray(first, end), to);
  for (let node = first; node < end; node++) {
    const isLeaf = forest.kinds[node] === nodeKinds.leaf;
    const value = forest.values[node];
    copies.values[to + node - first] = isLeaf ? shares[value * nOutputs + k] * factor : value;
    copies.lefts[to + node - first] = isLeaf ? 0 : forest.lefts[node] - first + to;
  }
}
