/** One row a call, in process: ours at three levels, LightGBM's fastest call, scikit-learn. */
import { measureScoring, scoringTable } from '../scoring.mjs';

export const title = 'single row in process, 100 trees x 63 leaves, 28 numbers';

export const measure = async (options) =>
  scoringTable(await measureScoring('row', options), 'microseconds', [
    ['oursTrees', 'modelwright: the sum of the trees', 'at most 2'],
    ['oursEstimator', 'modelwright: the estimator, with probabilities'],
    ['oursLoaded', 'modelwright: `predict` of a loaded model, from an object by name'],
    ['lightgbmFast', 'LightGBM, SingleRowFast called through ctypes', '4'],
    ['lightgbmFastCompiled', 'LightGBM, SingleRowFast called from machine code'],
    ['lightgbmPredict', 'LightGBM, `predict`'],
    ['scikit', 'scikit-learn, `predict` of its histogram boosting', '50'],
  ]);
