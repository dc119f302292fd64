/** Published conformance suites: `import { estimatorChecks } from 'modelwright/testing'`. */
export type { Check } from './check.ts';
export { driftTestChecks } from './drift-tests.ts';
export { type EstimatorCheckOptions, estimatorChecks } from './estimators.ts';
export { metricChecks } from './metrics.ts';
export { blobChecks, recordChecks, type StoreCheck } from './stores.ts';
