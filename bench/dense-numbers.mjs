/** Boosting on half a million rows of 28 made-up numbers. */
import { writeDense } from './data/synthetic.mjs';
import { boostingCase } from './training-table.mjs';
import { withFolder } from './tree-model.mjs';

/**
 * @param options of the run; `missing` the share of values that are taken away, `lightgbm` the goal beside it by threads.
 */
export function measureDense(options, { missing, lightgbm }) {
  return withFolder((folder) =>
    boostingCase({
      folder,
      options,
      rounds: 100,
      leaves: 63,
      goals: (threads) => ({ lightgbm: lightgbm(threads), quantised: '1.0', xgboost: '1.5' }),
      write: (path) => writeDense(path, { trainRows: options.rows(500_000), testRows: options.rows(100_000), missing }),
    }),
  );
}
