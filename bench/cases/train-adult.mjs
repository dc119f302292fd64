/** Boosting on the adult set: small, mixed, with missing values. */
import { measureSmall } from '../small-set.mjs';

export const title = 'training, adult (39073 x 14), 500 trees x 31 leaves';

export const measure = (options) =>
  measureSmall(options, 'adult.csv.gz', { target: 'income', task: 'binary', drop: ['split'] });
