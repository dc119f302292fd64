/** Trees of a forest as one state. */
import { joinForests, nodeKinds } from './forest.ts';
import type { ForestState } from './forest-state.ts';
import type { ForestTree } from './forest-tree-builder.ts';

/** The trees in order; shares of leaves are numbered through. */
export function joinTrees(
  trees: readonly ForestTree[],
  nOutputs: number,
): Pick<ForestState, 'forest' | 'shares' | 'importance'> {
  const forest = joinForests(
    trees.map(({ tree }) => tree),
    1,
  );
  const shares = new Float64Array(trees.reduce((n, tree) => n + tree.shares.length, 0));
  let at = 0;
  for (const [t, tree] of trees.entries()) {
    if (nOutputs > 1) {
      const end = forest.roots[t + 1] ?? forest.kinds.length;
      for (let node = forest.roots[t]; node < end; node++) {
        if (forest.kinds[node] === nodeKinds.leaf) forest.values[node] += at / nOutputs;
      }
    }
    shares.set(tree.shares, at);
    at += tree.shares.length;
  }
  return { forest, shares, importance: meanImportance(trees) };
}

/** The mean over the trees that have splits of each column's share in what impurity fell by (mean decrease in impurity). */
function meanImportance(trees: readonly ForestTree[]): Float64Array {
  const importance = new Float64Array(trees[0].gains.length);
  for (const { gains } of trees) {
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    if (total > 0) for (let j = 0; j < gains.length; j++) importance[j] += gains[j] / total;
  }
  const total = importance.reduce((sum, share) => sum + share, 0);
  return total > 0 ? importance.map((share) => share / total) : importance;
}
