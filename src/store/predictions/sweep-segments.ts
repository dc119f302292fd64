/** Takes what is erased out of every segment that no living writer holds. */
import type { ErasureSet } from '../privacy/erasures.ts';
import { closeAbandonedSegments, type ErasedIds } from './close-segment.ts';
import { eraseFromSegment } from './erase-segment.ts';
import { erasedIds } from './erased-ids.ts';
import type { ErasureSweep } from './prediction-log.ts';
import { listAllSegments } from './segment-files.ts';

/** Safe to do twice and from two processes. Segments that cannot be read are counted and left as they are. */
export async function sweepSegments(folder: string, erased: ErasureSet, onErased: ErasedIds): Promise<ErasureSweep> {
  await closeAbandonedSegments(folder, erased, onErased);
  let [events, segments, unreadable, pending] = [0, 0, 0, 0];
  if (erased.isEmpty) return { events, segments, unreadable, pending };
  for (const segment of await listAllSegments(folder)) {
    try {
      if (segment.closed) {
        const count = await eraseFromSegment(segment, erased, onErased);
        events += count;
        segments += Math.min(1, count);
      } else if ((await erasedIds(segment, erased)).length > 0) {
        pending++;
      }
    } catch {
      unreadable++;
    }
  }
  return { events, segments, unreadable, pending };
}
