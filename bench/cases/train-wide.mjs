/** Boosting on many columns that are nearly always zero: ours from the whole table, LightGBM from its sparse form. */
import { writeWide } from '../data/synthetic.mjs';
import { boostingCase } from '../training-table.mjs';
import { withFolder } from '../tree-model.mjs';

export const title = 'training, 20000 x 5000 made-up numbers, 98.7 % zeros, 100 trees x 31 leaves';

export const measure = (options) =>
  withFolder((folder) =>
    boostingCase({
      folder,
      options,
      rounds: 100,
      leaves: 31,
      layout: 'sparse',
      goals: () => ({ lightgbm: '0.7' }),
      write: (path) => writeWide(path, { trainRows: options.rows(20_000), testRows: options.rows(5000) }),
    }),
  );
