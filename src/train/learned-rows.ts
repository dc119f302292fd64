/** Whether a model learned from the rows that it is asked to be judged on. */
import type { OnProgress } from '../core/progress.ts';
import { identicalRows } from '../data/identical-rows.ts';
import type { Blobs } from '../store/blobs.ts';
import { concatTables } from '../table/concat.ts';
import { findColumn, select, type Table, takeRows } from '../table/table.ts';
import type { ModelVersion } from '../tracking/registry.ts';
import { prepare } from './prepare.ts';
import { recordedData } from './read-data.ts';
import { isTrainedHere, recordedDecision, recordedUnlabelled } from './recorded.ts';
import { sameKinds } from './same-kinds.ts';
import { splitOff } from './split-off.ts';
import { learnedTable } from './unlabelled/learned-table.ts';

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
  const known = await learnedFrom(version, { blobs, model: `${version.name}@${version.version}`, onProgress });
  if (!known) return undefined;
  const shared = table.columns.map(({ name }) => name).filter((name) => findColumn(known, name));
  const learned = select(known, shared);
  const { group, first } = identicalRows(concatTables(learned, sameKinds(select(table, shared), learned, source)));
  return group.subarray(learned.nRows).reduce((count, of) => count + Number(first[of] < learned.nRows), 0);
}

/** The rows that a version learned from; undefined where its data was not kept. */
async function learnedFrom(
  version: ModelVersion,
  job: { readonly blobs: Blobs; readonly model: string; readonly onProgress: OnProgress },
): Promise<Table | undefined> {
  const unlabelled = recordedUnlabelled(version);
  if (unlabelled) return await learnedTable(unlabelled, job);
  const decision = recordedDecision(version);
  if (decision.snapshotHash === undefined) return undefined;
  const data = await recordedData(decision, { ...job, what: `model ${job.model}` });
  const prepared = prepare(data, decision.request, decision.earlierRows);
  return decision.rows === 'all'
    ? prepared.table
    : takeRows(prepared.table, splitOff(prepared, decision.request).train);
}
