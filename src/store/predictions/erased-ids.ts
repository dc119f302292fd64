/** Which events of a segment are erased. */
import type { ErasureSet } from '../privacy/erasures.ts';
import type { Segment } from './segment-files.ts';
import { eventsIn, segmentRecords } from './segment-records.ts';

/** Their prediction ids. */
export async function erasedIds(segment: Segment, erased: ErasureSet): Promise<string[]> {
  const ids: string[] = [];
  for await (const records of segmentRecords(segment)) {
    for (const { content } of records) {
      for (const event of eventsIn(content)) if (erased.covers(event)) ids.push(event.predictionId);
    }
  }
  return ids;
}
