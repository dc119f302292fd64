/** Shapley values of trees, path-dependent. */
import { measureScoring, scoringTable } from '../scoring.mjs';

export const title = 'TreeSHAP, 1000 rows, 100 trees x 63 leaves, one thread';

export const measure = async (options) =>
  scoringTable(await measureScoring('explain', options), 'milliseconds', [
    ['oursExplain', 'modelwright'],
    ['lightgbmExplain', 'LightGBM, `pred_contrib`', '1.0'],
    ['shapExplain', 'shap, TreeExplainer', '3'],
  ]);
