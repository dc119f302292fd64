/** Distribution functions, ready when this module is: what is scored here is synchronous. */
import { distributionsReady } from '../math/distributions.ts';

await distributionsReady();

export { normalCdf, normalQuantile, studentTCdf, studentTQuantile } from '../math/distributions.ts';
