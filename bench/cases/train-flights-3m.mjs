/** Boosting on all flights but the test rows. */
import { measureFlights } from '../late-flights.mjs';

export const title = 'training, 2800000 of 3000000 flights x 7 with 2 columns of categories, 100 trees x 63 leaves';

export const measure = (options) => measureFlights(options, { trainRows: 2_800_000, testRows: 200_000 });
