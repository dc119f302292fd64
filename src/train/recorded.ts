/** What a version's training recorded. Versions that were imported from other libraries have no such record. */
import { ModelwrightError } from '../core/errors.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { type Decision, decisionSchema } from './decision.ts';
import { type Lineage, lineageSchema } from './lineage.ts';

/** True for a version that a run of this program trained. */
export function isTrainedHere({ decision }: ModelVersion): boolean {
  return decision !== null;
}

/** @throws MODEL_IMPORTED */
export function recordedDecision(version: ModelVersion): Decision {
  return decisionSchema.parse(trainedHere(version).decision);
}

/** @throws MODEL_IMPORTED */
export function recordedLineage(version: ModelVersion): Lineage {
  return lineageSchema.parse(trainedHere(version).lineage);
}

function trainedHere(version: ModelVersion): ModelVersion {
  if (isTrainedHere(version)) return version;
  throw new ModelwrightError('MODEL_IMPORTED', { model: `${version.name}@${version.version}` });
}
