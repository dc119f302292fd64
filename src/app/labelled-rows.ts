/** Rows of a source whose outcome a model knows. */
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { columnOf, listed, type Table, takeRows } from '../table/table.ts';
import { labelledSignature } from '../table/task.ts';
import { sourceForModel } from './model-source.ts';
import { type OpenedModel, unjudgeable } from './opened-model.ts';
import { type Truth, truthOf } from './truth.ts';

/** The rows with their truth; `missing` and `unknown` count those that were left. */
export interface LabelledRows extends Pick<Truth, 'yTrue' | 'missing' | 'unknown'> {
  /** Inputs, target and the columns asked for. */
  readonly table: Table;
}

/**
 * Reads a source for a model.
 *
 * @param more columns that are needed besides inputs and target.
 * @throws COLUMN_NOT_FOUND, ROWS_TOO_FEW without such a row, and the errors of reading.
 */
export async function labelledRows(
  opened: OpenedModel,
  source: string,
  {
    more,
    onProgress,
    signal,
  }: { readonly more: readonly string[]; readonly onProgress: OnProgress; readonly signal?: AbortSignal },
): Promise<LabelledRows> {
  const { target } = labelledSignature(opened.model.signature, unjudgeable);
  const { plan, inputs } = await sourceForModel(opened, source, { target: true });
  const available = [...plan.columns, ...plan.derive].map(({ name }) => name);
  for (const column of [target.name, ...more]) {
    if (available.includes(column)) continue;
    throw new ModelwrightError('COLUMN_NOT_FOUND', {
      column,
      source: `source "${source}"`,
      available: listed(available),
    });
  }
  const table = await readTable(plan, { columns: [...new Set([...inputs, target.name, ...more])], onProgress, signal });
  const { rows, ...truth } = truthOf(columnOf(table, target.name), target);
  if (rows.length === 0) {
    const what = `evaluating on "${source}" (rows whose "${target.name}" the model knows)`;
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  }
  return { table: takeRows(table, rows), ...truth };
}
