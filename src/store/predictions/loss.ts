/** What the log of a model could not keep, as its files tell. */
import type { PredictionLoss } from './prediction-log.ts';
import { listSegments } from './segment-files.ts';
import { segmentRecords } from './segment-records.ts';

/** Reads every segment in the folder of a model. */
export async function lossOf(folder: string): Promise<PredictionLoss> {
  let [dropped, damaged] = [0, 0];
  for (const segment of await listSegments(folder)) {
    for await (const records of segmentRecords(segment)) {
      for (const { content } of records) {
        if (content.kind === 'damaged') damaged++;
        if (content.kind === 'gap') dropped += content.gap.dropped;
      }
    }
  }
  return { dropped, damaged };
}
