/** Means over trees: what random forests, extra trees and single trees say. Carried inside exported modules. */
import { nearestFinite } from '../../../estimators/tree/nearest-finite.ts';
import { doublesOf } from './decode.ts';
import { leafOf, unpackForest } from './forest.ts';
import type { ModelOf, Outputs } from './plan.ts';

/** The function of a forest whose trees are averaged. */
export function compileAveragedTrees({
  features,
  forest,
  shares,
  nOutputs,
  unit,
  link,
}: ModelOf<'averagedTrees'>): Outputs {
  const trees = unpackForest(forest);
  const ofLeaves = doublesOf(shares);
  const { roots } = trees;
  const inputs = new Float64Array(features.length);
  return ({ numbers }) => {
    for (let j = 0; j < features.length; j++) inputs[j] = numbers[features[j]];
    const means = new Float64Array(nOutputs);
    for (let tree = 0; tree < roots.length; tree++) {
      const leaf = leafOf(trees, roots[tree], inputs);
      if (nOutputs === 1) means[0] += leaf;
      else for (let k = 0; k < nOutputs; k++) means[k] += ofLeaves[leaf * nOutputs + k];
    }
    for (let k = 0; k < nOutputs; k++) means[k] /= roots.length;
    if (link === 'value') return Float64Array.of(nearestFinite(means[0] * unit));
    return link === 'second' ? Float64Array.of(1 - means[0], means[0]) : means;
  };
}
