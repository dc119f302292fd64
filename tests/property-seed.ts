/**
 * Property tests draw the same cases in every run, so that a red build can be told from bad luck.
 * `PROPERTY_SEED=<number> npm run unit` draws others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_121) });
