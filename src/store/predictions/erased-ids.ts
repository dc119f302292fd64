/** Which events of a segment are erased. */
import type { ErasureSet } from '../privacy/erasures.ts';
import { type Segment, segmentLines } from './segment-files.ts';
import { readSegmentLine } from './segment-line.ts';

/** Their prediction ids. */
export async function erasedIds(segment: Segment, erased: ErasureSet): Promise<string[]> {
  const ids: string[] = [];
  for await (const lines of segmentLines(segment)) {
    for (const line of lines) {
      const content = readSegmentLine(line);
      if (content && 'event' in content && erased.covers(content.event)) ids.push(content.event.predictionId);
    }
  }
  return ids;
}
