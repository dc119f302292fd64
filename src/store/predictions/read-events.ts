/** Reading the events of a model. */
import type { ErasureSet } from '../privacy/erasures.ts';
import { isClean } from './erase-segment.ts';
import type { PredictionEvent } from './prediction-log.ts';
import { listSegments, type Segment } from './segment-files.ts';
import { readSegmentIndex } from './segment-index.ts';
import { eventsIn, type RecordContent, segmentRecords } from './segment-records.ts';

const batchEvents = 1_000;

/**
 * Events in batches, in the order of each writer, without what is erased.
 *
 * @param folder That of the model.
 * @param options.since ISO instant, included.
 */
export async function* readEvents(
  folder: string,
  erased: ErasureSet,
  { since = '', versions }: { readonly since?: string; readonly versions?: readonly number[] },
): AsyncGenerator<PredictionEvent[]> {
  const wanted = versions && new Set(versions);
  const isAsked = ({ at, version }: Pick<PredictionEvent, 'at' | 'version'>) =>
    at >= since && (!wanted || wanted.has(version));
  let batch: PredictionEvent[] = [];
  for (const segment of await listSegments(folder)) {
    if (await endsBefore(segment, since)) continue;
    const isWhole = await isClean(segment, erased);
    for await (const records of segmentRecords(segment)) {
      for (const { content } of records) {
        if (!mayHave(content, isAsked)) continue;
        for (const event of eventsIn(content)) {
          if (!isAsked(event) || (!isWhole && erased.covers(event))) continue;
          batch.push(event);
          if (batch.length < batchEvents) continue;
          yield batch;
          batch = [];
        }
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/** False for a block of which nothing is asked, so that it need not be read. */
function mayHave(
  content: RecordContent,
  isAsked: (request: Pick<PredictionEvent, 'at' | 'version'>) => boolean,
): boolean {
  if (content.kind !== 'block') return true;
  const { version, atMs } = content.requests();
  return version.some((one, i) => isAsked({ at: new Date(atMs[i]).toISOString(), version: one }));
}

async function endsBefore(segment: Segment, since: string): Promise<boolean> {
  if (since === '' || !segment.closed) return false;
  return (await readSegmentIndex(segment)).lastAt < since;
}
