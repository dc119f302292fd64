/** Boosting on the California housing set: small, nearly all numbers. */
import { measureSmall } from '../small-set.mjs';

export const title = 'training, california_housing (16512 x 9), 500 trees x 31 leaves';

export const measure = (options) =>
  measureSmall(options, 'california_housing.csv.gz', { target: 'median_house_value', task: 'regression' });
