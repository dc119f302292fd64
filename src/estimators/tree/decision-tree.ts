/** One tree for classes or numbers (CART: Breiman, Friedman, Olshen, Stone 1984). */
import { decisionTreeParams } from './forest-params.ts';
import { forestPredictor } from './forest-predictor.ts';

/**
 * Splits lower Gini impurity or squared error the most, on at most `maxBins` values per column; thresholds lie in the middle
 * between the values that the node has. Of equally good splits the first column's lowest wins, so rows may come in any order.
 * Missing values go to the side that they fit better; categories are split by sets.
 */
export const decisionTree = forestPredictor({
  name: 'decision_tree',
  description: 'One tree of splits, as CART grows it.',
  params: decisionTreeParams,
  randomSplits: false,
  shuffled: false,
  searchSpace: {
    maxDepth: { type: 'int', low: 2, high: 20 },
    minSamplesLeaf: { type: 'int', low: 1, high: 50, log: true },
  },
  complete: (params) => ({ ...params, nEstimators: 1, bootstrap: false, maxSamples: 1, outOfBag: false }),
});
