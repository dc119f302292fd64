/** Random forests (Breiman 2001). */
import { randomForestParams } from './forest-params.ts';
import { forestPredictor } from './forest-predictor.ts';

/**
 * The mean of trees that each learn from rows drawn with return, with few columns tried per split. How often a row was drawn
 * is its weight; numbers of rows (`minSamplesLeaf`) count it once. Trees are keyed by their number, so any threads give the
 * same bits; a table in another order draws other rows.
 */
export const randomForest = forestPredictor({
  name: 'random_forest',
  description: 'Mean of trees that learn from drawn rows and look at few columns per split.',
  params: randomForestParams,
  randomSplits: false,
  shuffled: true,
  searchSpace: {
    maxFeatures: { type: 'float', low: 0.1, high: 1 },
    minSamplesLeaf: { type: 'int', low: 1, high: 50, log: true },
    maxSamples: { type: 'float', low: 0.3, high: 1 },
  },
  complete: (params) => params,
});
