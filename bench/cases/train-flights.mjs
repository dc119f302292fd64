/** Boosting on half a million flights. */
import { measureFlights } from '../late-flights.mjs';

export const title = 'training, 500000 flights x 7 with 2 columns of categories, 100 trees x 63 leaves';

export const measure = (options) => measureFlights(options, { trainRows: 500_000, testRows: 200_000 });
