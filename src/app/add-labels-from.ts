/** Labels from a file. */
import { requireWanted } from '../core/checkpoint.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { streamTable } from '../data/read.ts';
import { resolveSource } from '../data/source.ts';
import type { NewLabel } from '../store/labels/labels.ts';
import type { Store } from '../store/open-store.ts';
import { cell, isMissing } from '../table/column.ts';
import { columnOf, findColumn, type Table } from '../table/table.ts';

/** Unknown ids that are named in the answer. */
const mostNamed = 10;

/**
 * Adds every row with a label. Adding a file again changes nothing, so after an error it can simply be sent again.
 *
 * @throws COLUMN_NOT_FOUND, VALUE_INVALID, STORE_UNWRITABLE, CANCELLED between two batches
 */
export async function addLabelsFrom(
  store: Store,
  source: string,
  { onProgress, signal }: { readonly onProgress: OnProgress; readonly signal?: AbortSignal },
) {
  const plan = await resolveSource(source, { textColumns: ['prediction_id', 'label'] });
  let accepted = 0;
  let unknown = 0;
  let withoutLabel = 0;
  const unknownIds: string[] = [];
  for await (const table of streamTable(plan)) {
    const done = accepted + unknown + withoutLabel;
    requireWanted(signal, `labels, after ${done} rows of "${source}", which can be sent again,`);
    const labels = labelsOf(table, source);
    withoutLabel += table.nRows - labels.length;
    const receipt = await store.labels.add(labels);
    accepted += receipt.accepted;
    unknown += receipt.unknown;
    unknownIds.push(...receipt.unknownIds.slice(0, mostNamed - unknownIds.length));
    onProgress({ stage: 'labels', done: accepted + unknown + withoutLabel, total: plan.rows, note: 'rows' });
  }
  return { accepted, unknown, withoutLabel, unknownIds };
}

function labelsOf(table: Table, source: string): NewLabel[] {
  const ids = columnOf(table, 'prediction_id', `source "${source}"`);
  const labels = columnOf(table, 'label', `source "${source}"`);
  const observed = findColumn(table, 'observed_at');
  const found: NewLabel[] = [];
  for (let row = 0; row < table.nRows; row++) {
    if (isMissing(labels, row)) continue;
    if (isMissing(ids, row)) {
      const value = `an empty one in data row ${row + 1}`;
      throw new ModelwrightError('VALUE_INVALID', { what: 'prediction_id', law: 'an id for each label', value });
    }
    const observedAt = observed && !isMissing(observed, row) ? String(cell(observed, row)) : undefined;
    found.push({ predictionId: String(cell(ids, row)), label: String(cell(labels, row)), observedAt });
  }
  return found;
}
