/** The rows that a version without a target learned from. */
import type { OnProgress } from '../../core/progress.ts';
import type { Blobs } from '../../store/blobs.ts';
import { type Table, takeRows } from '../../table/table.ts';
import { recordedData } from '../read-data.ts';
import { prepareRows, splitRows } from './prepare.ts';
import type { UnlabelledDecision } from './request.ts';

/**
 * All columns of these rows as they were read, in their order; undefined where the data was not kept.
 *
 * @param job.model what the version is called in messages.
 */
export async function learnedTable(
  decision: UnlabelledDecision,
  job: { readonly blobs: Blobs; readonly model: string; readonly onProgress: OnProgress },
): Promise<Table | undefined> {
  if (decision.snapshotHash === undefined) return undefined;
  const table = await recordedData(decision, { ...job, what: `model ${job.model}` });
  if (decision.rows === 'all') return table;
  return takeRows(table, splitRows(prepareRows(table, decision.request), decision.request.seed).train);
}
