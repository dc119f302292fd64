/** A model's metrics on labelled data. */
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, listed, takeRows } from '../table/table.ts';
import { labelledSignature } from '../table/task.ts';
import { costMetricOf } from '../train/costs.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import { sourceForModel } from './model-source.ts';
import { openModel, unjudgeable } from './opened-model.ts';
import { truthOf } from './truth.ts';

/** Scores the rows whose outcome is known to the model; the others are counted. */
export async function evaluateOnSource(
  store: Store,
  request: { readonly model: string; readonly source: string; readonly seed: number; readonly onProgress: OnProgress },
) {
  const { source, seed, onProgress } = request;
  onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  const { target } = labelledSignature(opened.model.signature, unjudgeable);
  const { plan, inputs, hasTarget } = await sourceForModel(opened, source, { target: true });
  if (!hasTarget) {
    const available = listed(plan.columns.map(({ name }) => name));
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: target.name, source: `source "${source}"`, available });
  }
  const table = await readTable(plan, { columns: [...new Set([...inputs, target.name])], onProgress });
  const { rows, yTrue, missing, unknown } = truthOf(columnOf(table, target.name), target);
  if (rows.length === 0) {
    const what = `evaluating on "${source}" (rows whose "${target.name}" the model knows)`;
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  }
  onProgress({ stage: 'evaluate' });
  const predictions = opened.model.predict(takeRows(table, rows));
  const costs = isTrainedHere(opened.version)
    ? costMetricOf(recordedDecision(opened.version).request.costs, target)
    : undefined;
  const { metrics } = evaluate({ target: { ...target, values: yTrue }, predictions, seed, extra: costs && [costs] });
  const { name, version } = opened.version;
  return {
    model: { name, version },
    rows: rows.length,
    left: { missingTarget: missing, unknownClass: unknown },
    metrics,
  };
}
