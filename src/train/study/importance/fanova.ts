/** Functional analysis of variance of a regression tree: how much of its variance one parameter explains by itself. */
import type { Feature } from './feature.ts';
import type { Leaf, RegressionTree, Side } from './regression-tree.ts';

/**
 * Of each feature, the share of the tree's variance over the whole space that lies in its marginal: the prediction as a
 * function of that feature alone, averaged over all others. The rest lies in interactions. Exact: leaves are boxes.
 * Null for a tree without variance.
 *
 * Source: Hutter, Hoos and Leyton-Brown (2014), "An efficient approach for assessing hyperparameter importance".
 */
export function varianceShares({ leaves }: RegressionTree, features: readonly Feature[]): Float64Array | null {
  const shares = leaves.map((leaf) => features.map((feature, f) => shareOf(leaf.sides[f], feature)));
  const volumes = shares.map((own) => own.reduce((product, share) => product * share, 1));
  const mean = leaves.reduce((sum, { value }, l) => sum + volumes[l] * value, 0);
  const centred = leaves.map(({ value }) => value - mean);
  const variance = centred.reduce((sum, value, l) => sum + volumes[l] * value * value, 0);
  if (!(variance > 0)) return null;
  return Float64Array.from(features, (feature, f) => {
    // What a leaf adds to the marginal wherever it holds: its value times its share of all other dimensions.
    const others = shares.map((own) => own.reduce((product, share, g) => (g === f ? product : product * share), 1));
    const heights = centred.map((value, l) => value * others[l]);
    const marginal = feature.isChoice ? choiceVariance(leaves, f, heights) : lineVariance(leaves, f, heights, feature);
    return Math.max(0, marginal) / variance;
  });
}

/** The share of a feature's range on which the leaf holds. */
function shareOf({ low, high, choices }: Side, feature: Feature): number {
  if (choices === null) return (high - low) / (feature.high - feature.low);
  return choices.reduce((sum, one) => sum + one, 0) / choices.length;
}

/** Variance of a function that is a sum of steps; its mean is 0. */
function lineVariance(leaves: readonly Leaf[], f: number, heights: readonly number[], { low, high }: Feature): number {
  const ends = leaves.flatMap(({ sides }, l) => [
    { at: sides[f].low, change: heights[l] },
    { at: sides[f].high, change: -heights[l] },
  ]);
  ends.sort((a, b) => a.at - b.at);
  let height = 0;
  let sum = 0;
  ends.forEach(({ at, change }, k) => {
    if (k > 0) sum += (at - ends[k - 1].at) * height * height;
    height += change;
  });
  return sum / (high - low);
}

function choiceVariance(leaves: readonly Leaf[], f: number, heights: readonly number[]): number {
  const count = leaves[0].sides[f].choices?.length ?? 1;
  let sum = 0;
  for (let choice = 0; choice < count; choice++) {
    const height = leaves.reduce((total, { sides }, l) => total + (sides[f].choices?.[choice] ? heights[l] : 0), 0);
    sum += height * height;
  }
  return sum / count;
}
