/** Whether a model learned from the rows that it is asked to be judged on. */
import type { OnProgress } from '../core/progress.ts';
import { identicalRows } from '../data/identical-rows.ts';
import type { Blobs } from '../store/blobs.ts';
import { concatTables } from '../table/concat.ts';
import { findColumn, select, type Table, takeRows } from '../table/table.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { prepare } from './prepare.ts';
import { recordedData } from './read-data.ts';
import { isTrainedHere, recordedDecision } from './recorded.ts';
import { sameKinds } from './same-kinds.ts';
import { splitOff } from './split-off.ts';

/**
 * How many rows of a table equal a row that a version learned from, in every column that both have.
 *
 * @param source what the table is, for messages.
 * @returns undefined where that is not known: the version was imported, or its data was not kept.
 */
export async function learnedRows(
  version: ModelVersion,
  table: Table,
  { blobs, source, onProgress }: { readonly blobs: Blobs; readonly source: string; readonly onProgress: OnProgress },
): Promise<number | undefined> {
  if (!isTrainedHere(version)) return undefined;
  const decision = recordedDecision(version);
  if (decision.snapshotHash === undefined) return undefined;
  const what = `model ${version.name}@${version.version}`;
  const data = await recordedData(decision, { blobs, what, onProgress });
  const prepared = prepare(data, decision.request, decision.earlierRows);
  const shared = table.columns.map(({ name }) => name).filter((name) => findColumn(prepared.table, name));
  const all = select(prepared.table, shared);
  const learned = decision.rows === 'all' ? all : takeRows(all, splitOff(prepared, decision.request).train);
  const { group, first } = identicalRows(concatTables(learned, sameKinds(select(table, shared), learned, source)));
  return group.subarray(learned.nRows).reduce((count, of) => count + Number(first[of] < learned.nRows), 0);
}
