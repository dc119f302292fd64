/** Takes erased events out of closed segments. Doing it again, or after a kill at any point, ends in the same files. */
import { readFile, rm, stat } from 'node:fs/promises';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import type { ErasureSet } from '../privacy/erasures.ts';
import { type ErasedIds, writeClosedForm } from './close-segment.ts';
import { erasedIds } from './erased-ids.ts';
import {
  closedEnding,
  erasedEnding,
  indexEnding,
  recordsEnding,
  removeLeftovers,
  type Segment,
} from './segment-files.ts';

/** True when the segment is known to hold nothing that is erased. A file that was put back is another file, so it is looked at again. */
export async function isClean(segment: Segment, erased: ErasureSet): Promise<boolean> {
  if (erased.isEmpty) return true;
  if (!segment.closed) return false;
  const mark = await readFile(segment.path + erasedEnding, 'utf8').catch(() => '');
  return mark !== '' && mark === (await markOf(segment, erased));
}

/**
 * Writes a closed segment again without what is erased; returns how many events went. Their ids are told before and after: before, so
 * that a kill leaves no label behind; after, for labels that came meanwhile.
 */
export async function eraseFromSegment(segment: Segment, erased: ErasureSet, onErased: ErasedIds): Promise<number> {
  if (await isClean(segment, erased)) return 0;
  const ids = await erasedIds(segment, erased);
  if (ids.length > 0) {
    await onErased(ids);
    const kept = await writeClosedForm(segment, erased);
    if (kept === 0) await removeSegment(segment);
    else await removeLeftovers({ ...segment, ending: closedEnding });
    await onErased(ids);
    if (kept === 0) return ids.length;
  }
  const ending = ids.length > 0 ? closedEnding : segment.ending;
  const mark = await markOf({ ...segment, ending }, erased).catch(() => undefined);
  if (mark) await writeFileAtomically(segment.path + erasedEnding, mark);
  return ids.length;
}

/** Removes a closed segment, its events first. */
export async function removeSegment({ path }: Segment): Promise<void> {
  for (const ending of [closedEnding, recordsEnding, indexEnding, erasedEnding])
    await rm(path + ending, { force: true });
}

async function markOf({ path, ending }: Segment, { version }: ErasureSet): Promise<string> {
  const { ino, ctimeMs, size } = await stat(path + ending);
  return `${version} ${ino} ${ctimeMs} ${size}\n`;
}
