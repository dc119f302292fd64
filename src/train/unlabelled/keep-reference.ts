/** What monitoring compares the later rows of a model without a target with. */

import { scoreColumn } from '../../estimators/anomaly/outlier-detector.ts';
import { createRng } from '../../math/philox.ts';
import type { Blobs } from '../../store/blobs.ts';
import { takeRows } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import type { FinalModel } from '../final-model.ts';
import { pick } from '../pick.ts';
import { putReference, sampled } from '../reference.ts';
import type { Found } from './finish.ts';
import type { HeldOutPart } from './held-out.ts';
import type { PreparedRows } from './prepare.ts';

/** The metric that later labels are judged by: the ranking, whatever share is flagged. */
const metric = 'roc_auc';

/**
 * Keeps training rows and what is said of rows that were not learned from; of clusters without a holdout what is said of the
 * training rows, because the models of the folds number their clusters their own way. Returns the blob's hash.
 */
export async function keepUnlabelledReference(
  blobs: Blobs,
  job: {
    readonly prepared: PreparedRows;
    readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
    readonly parts: readonly HeldOutPart[];
    readonly final: FinalModel;
    readonly found: Found;
    readonly seed: number;
  },
): Promise<string> {
  const { prepared, split, parts, final, found, seed } = job;
  const rng = createRng(seed).split('reference');
  const rows = sampled(split.train.length, rng.split('rows')).map((i) => split.train[i]);
  const table = takeRows(prepared.inputs, rows);
  const answers = found.task === 'anomaly' ? heldOut(parts) : clustersOf(final, job);
  const answered = sampled(answers.values.length, rng.split('answers'));
  return await putReference(blobs, {
    table,
    predictions: {
      values: pick(answers.values, answered),
      probabilities: answers.probabilities?.map((column) => pick(column, answered)),
      measures: answers.measures?.map(({ name, values }) => ({ name, values: pick(values, answered) })),
    },
    // Parts are small enough to be kept whole.
    ...(found.task === 'anomaly' && parts.length > 1 && { partSizes: parts.map(({ said }) => said.length) }),
    metric,
    scores: found.task === 'anomaly' ? (found.judgement.label?.metrics ?? {}) : {},
  });
}

function heldOut(parts: readonly HeldOutPart[]): Predictions {
  const joined = (of: (part: HeldOutPart) => Iterable<number>) =>
    Float64Array.from(parts.flatMap((part) => [...of(part)]));
  return {
    values: joined(({ said }) => said),
    measures: [{ name: scoreColumn, values: joined(({ scores = [] }) => scores) }],
  };
}

function clustersOf(
  { model }: FinalModel,
  { prepared, split }: { readonly prepared: PreparedRows; readonly split: { train: Int32Array; holdout: Int32Array } },
): Predictions {
  return model.predict(takeRows(prepared.inputs, split.holdout.length > 0 ? split.holdout : split.train));
}
