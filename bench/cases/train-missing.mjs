/** Boosting on dense numbers of which a third is missing. */
import { writeDense } from '../data/synthetic.mjs';
import { boostingCase } from '../training-table.mjs';
import { withFolder } from '../tree-model.mjs';

export const title = 'training, 500000 x 28 made-up numbers, a third missing, 100 trees x 63 leaves';

export const measure = (options) =>
  withFolder((folder) =>
    boostingCase({
      folder,
      options,
      rounds: 100,
      leaves: 63,
      goals: (threads) => ({ lightgbm: `${threads === 1 ? 1.2 : 1.1} (pass 1.0)`, quantised: '1.0', xgboost: '1.5' }),
      write: (path) =>
        writeDense(path, { trainRows: options.rows(500_000), testRows: options.rows(100_000), missing: 1 / 3 }),
    }),
  );
