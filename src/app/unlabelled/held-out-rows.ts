/** Held-out training rows of a version without a target, as later rows are compared with them. */
import { ModelwrightError } from '../../core/errors.ts';
import type { ScoredRows } from '../../evaluate/unlabelled/anomaly-figures.ts';
import type { Store } from '../../store/open-store.ts';
import type { Predictions } from '../../table/task.ts';
import type { ModelVersion } from '../../tracking/registry.ts';
import { recordedLineage, recordedUnlabelled } from '../../train/recorded.ts';
import { type Reference, readReference } from '../../train/reference.ts';

/** What the training kept. @throws TASK_UNLABELLED for a version from before it kept something. */
export async function referenceOf(store: Store, version: ModelVersion): Promise<Reference> {
  const { referenceHash } = recordedLineage(version);
  if (referenceHash !== '') return await readReference(store.blobs, referenceHash);
  const task = recordedUnlabelled(version)?.request.task;
  const wish = 'be compared with its training: it was trained before that was possible; train it again';
  throw new ModelwrightError('TASK_UNLABELLED', { task, wish });
}

/** Scores and flags in predictions of a detector. */
export function scoredRows({ values, measures }: Predictions): ScoredRows {
  return { scores: measures?.[0]?.values ?? values, flags: values };
}

/** The answers of a reference, part by part: one part where the model itself has given them. */
export function heldOutRows({ predictions, partSizes }: Reference): ScoredRows[] {
  const { scores, flags } = scoredRows(predictions);
  let from = 0;
  return (partSizes ?? [flags.length]).map((size) => {
    const part = { scores: scores.slice(from, from + size), flags: flags.slice(from, from + size) };
    from += size;
    return part;
  });
}
