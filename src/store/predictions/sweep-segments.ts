/** Takes what is erased out of every segment that no living writer holds. */
import { sum } from '../../math/reduce.ts';
import type { ErasureSet } from '../privacy/erasures.ts';
import { closeAbandonedSegments, type ErasedIds } from './close-segment.ts';
import { eraseFromSegment } from './erase-segment.ts';
import { erasedIds } from './erased-ids.ts';
import type { ErasureSweep } from './prediction-log.ts';
import { listAllSegments } from './segment-files.ts';

/** Safe to do twice and from two processes. Segments that cannot be read are counted and left as they are. */
export async function sweepSegments(folder: string, erased: ErasureSet, onErased: ErasedIds): Promise<ErasureSweep> {
  const gone = await closeAbandonedSegments(folder, erased, onErased);
  const held: number[] = [];
  let unreadable = 0;
  for (const segment of erased.isEmpty ? [] : await listAllSegments(folder)) {
    try {
      if (segment.closed) gone.push(await eraseFromSegment(segment, erased, onErased));
      else held.push((await erasedIds(segment, erased)).length);
    } catch {
      unreadable++;
    }
  }
  return {
    events: sum(gone),
    segments: segmentsOf(gone),
    unreadable,
    pending: segmentsOf(held),
    pendingEvents: sum(held),
  };
}

/** How many segments had events of this; one count for each of all. */
export function segmentsOf(events: readonly number[]): number {
  return events.filter((count) => count > 0).length;
}
