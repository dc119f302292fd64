/** What a version's training recorded. Versions that were imported from other libraries have no such record. */
import { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import type { SourcePlan } from '../data/source.ts';
import { type Task, tasks } from '../table/task.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { type Decision, decisionSchema } from './decision.ts';
import { type Lineage, lineageSchema } from './lineage.ts';
import { isUnlabelledRequest, type UnlabelledDecision, unlabelledDecisionSchema } from './unlabelled/request.ts';

/** True for a version that a run of this program trained. */
export function isTrainedHere({ decision }: ModelVersion): boolean {
  return decision !== null;
}

/** @throws MODEL_IMPORTED; TASK_UNLABELLED for a version that learned no target. */
export function recordedDecision(version: ModelVersion): Decision {
  const unlabelled = recordedUnlabelled(version);
  if (!unlabelled) return decisionSchema.parse(version.decision);
  const wish = 'be compared by its score; train it again and read the reports';
  throw new ModelwrightError('TASK_UNLABELLED', { task: unlabelled.request.task, wish });
}

/** The decision of a version that learned no target; undefined for one that did. @throws MODEL_IMPORTED */
export function recordedUnlabelled(version: ModelVersion): UnlabelledDecision | undefined {
  const { decision } = trainedHere(version);
  const request =
    typeof decision === 'object' && decision !== null && 'request' in decision ? decision['request'] : null;
  return isUnlabelledRequest(request) ? unlabelledDecisionSchema.parse(decision) : undefined;
}

/** The derived columns that a version's training made, whatever it learned. @throws MODEL_IMPORTED */
export function recordedDerivations(version: ModelVersion): SourcePlan['derive'] {
  return (recordedUnlabelled(version) ?? recordedDecision(version)).request.plan.derive;
}

const labelled = z.object({ target: z.object({ task: z.enum(tasks), classes: z.array(z.string()) }) });

/** What a version that learned a target answers: its task, and its classes in the order of their codes; none for a regression. */
export function recordedTarget({ signature }: Pick<ModelVersion, 'signature'>): {
  readonly task: Task;
  readonly classes: readonly string[];
} {
  return labelled.parse(signature).target;
}

/** @throws MODEL_IMPORTED */
export function recordedLineage(version: ModelVersion): Lineage {
  return lineageSchema.parse(trainedHere(version).lineage);
}

function trainedHere(version: ModelVersion): ModelVersion {
  if (isTrainedHere(version)) return version;
  throw new ModelwrightError('MODEL_IMPORTED', { model: `${version.name}@${version.version}` });
}
