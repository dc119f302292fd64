/** Which versions keep rows about a subject with their training: erasing the log does not change a model. */
import { decodeTable } from '../data/snapshot.ts';
import type { Store } from '../store/open-store.ts';
import { homeKey } from '../store/privacy/home-key.ts';
import { featureText } from '../store/privacy/mask-events.ts';
import { subjectTexts } from '../store/privacy/subject.ts';
import { cell } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import { listVersions } from '../tracking/registry.ts';
import { isTrainedHere, recordedLineage } from '../train/recorded.ts';
import { readReference } from '../train/reference.ts';

export interface KeptRows {
  readonly model: string;
  readonly version: number;
  /** Rows in the kept training data; null when it was too large to keep, so nobody can tell. */
  readonly trainingRows: number | null;
  /** Rows in the sample that monitoring compares with. */
  readonly referenceRows: number;
}

/** The versions with such rows, and those that cannot tell. */
export async function versionsWithSubject(
  store: Store,
  { model, column, values }: { readonly model?: string; readonly column: string; readonly values: readonly string[] },
): Promise<KeptRows[]> {
  const texts = subjectTexts(await homeKey(store.home), values);
  const seen = new Map<string, number>();
  const rowsOf = async (hash: string, read: () => Promise<Table>) => {
    const known = seen.get(hash);
    if (known !== undefined) return known;
    const rows = count(await read(), column, texts);
    seen.set(hash, rows);
    return rows;
  };
  const found: KeptRows[] = [];
  for (const version of await listVersions(store, model)) {
    if (!isTrainedHere(version)) continue;
    const { snapshotHash, referenceHash } = recordedLineage(version);
    const trainingRows =
      snapshotHash === null
        ? null
        : await rowsOf(snapshotHash, async () => decodeTable(await store.blobs.get(snapshotHash), snapshotHash));
    const referenceRows =
      referenceHash === ''
        ? 0
        : await rowsOf(referenceHash, async () => (await readReference(store.blobs, referenceHash)).table);
    if (trainingRows === 0 && referenceRows === 0) continue;
    found.push({ model: version.name, version: version.version, trainingRows, referenceRows });
  }
  return found;
}

function count(table: Table, name: string, texts: ReadonlySet<string>): number {
  const column = findColumn(table, name);
  if (!column) return 0;
  let rows = 0;
  for (let row = 0; row < table.nRows; row++) {
    const value = cell(column, row);
    if (value !== null && texts.has(featureText(value))) rows++;
  }
  return rows;
}
