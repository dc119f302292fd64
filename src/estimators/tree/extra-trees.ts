/** Extremely randomised trees (Geurts, Ernst, Wehenkel 2006). */
import { extraTreesParams } from './forest-params.ts';
import { forestPredictor } from './forest-predictor.ts';

/**
 * The mean of trees with one random threshold per column that is tried, uniform over the bins between the lowest and the
 * highest one that the node has (so over ranks rather than values, where a column has more than `maxBins` of them); of
 * categories each joins the left side by a throw of a coin. Any threads give the same bits.
 */
export const extraTrees = forestPredictor({
  name: 'extra_trees',
  description: 'Mean of trees with random thresholds.',
  params: extraTreesParams,
  randomSplits: true,
  shuffled: true,
  searchSpace: {
    maxFeatures: { type: 'float', low: 0.1, high: 1 },
    minSamplesLeaf: { type: 'int', low: 1, high: 50, log: true },
  },
  complete: (params) => params,
});
