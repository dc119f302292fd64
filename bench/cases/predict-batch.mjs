/** A table in memory, scored on one thread. */
import { measureScoring, scoringTable } from '../scoring.mjs';

export const title = 'batch in memory, one thread, 100000 rows, 100 trees x 63 leaves, 28 numbers';

export const measure = async (options) =>
  scoringTable(await measureScoring('batch', options), 'microseconds per row', [
    ['oursBatch', 'modelwright, to probabilities'],
    ['lightgbmBatch', 'LightGBM, to probabilities', '4'],
    ['onnxBatch', "onnxruntime, LightGBM's trees, raw scores", '3'],
    ['scikitBatch', 'scikit-learn, its histogram boosting'],
  ]);
