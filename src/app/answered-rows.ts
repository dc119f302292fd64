/** Rows of a source as a model answers them, and what really came of those that know it. */
import { checkpoint } from '../core/checkpoint.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import type { Outcomes } from '../monitor/judge-performance.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import { labelledSignature, type Predictions } from '../table/task.ts';
import { sourceForModel } from './model-source.ts';
import type { OpenedModel } from './opened-model.ts';
import { truthOf } from './truth.ts';

export interface AnsweredRows {
  /** The inputs of the model. */
  readonly table: Table;
  readonly predictions: Predictions;
  /** Absent where the source does not tell any. */
  readonly outcomes?: Outcomes;
}

/** @throws SOURCE_SCHEMA_MISMATCH, MODEL_TENSORS_ONLY, CANCELLED and the errors of reading */
export async function answeredRows(
  opened: OpenedModel,
  source: string,
  { onProgress, signal }: { readonly onProgress: OnProgress; readonly signal?: AbortSignal },
): Promise<AnsweredRows> {
  const { target } = labelledSignature(opened.model.signature, 'be monitored');
  const { plan, inputs, hasTarget } = await sourceForModel(opened, source, { target: true });
  const columns = hasTarget ? [...new Set([...inputs, target.name])] : inputs;
  const read = await readTable(plan, { columns, onProgress, signal });
  await checkpoint(signal, 'monitor');
  const predictions = await predictAnywhere(opened.model, read);
  const table = select(read, inputs);
  if (!hasTarget) return { table, predictions };
  const { rows, yTrue } = truthOf(columnOf(read, target.name), target);
  if (rows.length === 0) return { table, predictions };
  const judged = await predictAnywhere(opened.model, takeRows(read, rows));
  return { table, predictions, outcomes: { task: target.task, classes: target.classes, yTrue, predictions: judged } };
}
