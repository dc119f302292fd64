/** The version of this package, as its package.json says. */
import { createRequire } from 'node:module';

/** `major.minor.patch`. Sources and the build lie equally deep below package.json. */
export const version: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
