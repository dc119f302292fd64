/** Rows of a source for a model without a target, with what they really are where a column says so. */
import { ModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { readTable } from '../../data/read.ts';
import { columnOf, listed, type Table } from '../../table/table.ts';
import { sourceForModel } from '../model-source.ts';
import type { OpenedModel } from '../opened-model.ts';
import { type KnownClasses, knownClasses } from './known-classes.ts';

export interface UnlabelledRows {
  /** The inputs of the model, and the label column where there is one. */
  readonly table: Table;
  readonly known?: KnownClasses;
}

/**
 * Reads a source.
 *
 * @param job.labelColumn the column that the user names; @param job.recorded the one that training named, used where the source has it.
 * @throws COLUMN_NOT_FOUND for a named column that is none, ROWS_TOO_FEW for a source without rows, what `knownClasses` throws, and
 *   the errors of reading.
 */
export async function unlabelledRows(
  opened: OpenedModel,
  source: string,
  job: { readonly labelColumn?: string; readonly recorded?: string; readonly onProgress: OnProgress },
): Promise<UnlabelledRows> {
  const { plan, inputs } = await sourceForModel(opened, source, { target: false });
  const available = [...plan.columns, ...plan.derive].map(({ name }) => name);
  const label = job.labelColumn ?? available.find((name) => name === job.recorded);
  if (label !== undefined && !available.includes(label)) {
    const what = `source "${source}"`;
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: label, source: what, available: listed(available) });
  }
  const columns = label === undefined ? inputs : [...new Set([...inputs, label])];
  const table = await readTable(plan, { columns, onProgress: job.onProgress });
  if (table.nRows === 0) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: `evaluating on "${source}"`, needed: 1, rows: 0 });
  }
  return label === undefined ? { table } : { table, known: knownClasses(columnOf(table, label)) };
}
