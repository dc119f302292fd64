/** Boosting on dense numbers, the same for all engines. */
import { measureDense } from '../dense-numbers.mjs';

export const title = 'training, 500000 x 28 made-up numbers, 100 trees x 63 leaves';

export const measure = (options) =>
  measureDense(options, { missing: 0, lightgbm: (threads) => (threads === 1 ? '1.4 (pass 1.2)' : '1.2 (pass 1.0)') });
