/** Boosting on dense numbers of which a third is missing. */
import { measureDense } from '../dense-numbers.mjs';

export const title = 'training, 500000 x 28 made-up numbers, a third missing, 100 trees x 63 leaves';

export const measure = (options) =>
  measureDense(options, { missing: 1 / 3, lightgbm: (threads) => `${threads === 1 ? 1.2 : 1.1} (pass 1.0)` });
