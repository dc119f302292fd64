/** Retention: closed segments whose last event is too old go whole, with the labels of their predictions. */
import { idsOf } from '../../core/ids.ts';
import { type ErasedIds, readHeader } from './close-segment.ts';
import { removeSegment } from './erase-segment.ts';
import { requestsOf } from './request-columns.ts';
import { listAllSegments } from './segment-files.ts';
import { readSegmentIndex } from './segment-index.ts';
import { segmentRecords } from './segment-records.ts';

export interface Pruned {
  readonly segments: number;
  readonly events: number;
  /** Models that lost something. */
  readonly models: readonly string[];
}

/**
 * Removes what is older than a model keeps. Labels go first, so a kill leaves events that the next call removes.
 *
 * @param oldest for a model the ISO instant of the oldest event to keep; undefined keeps all.
 */
export async function pruneSegments(
  folder: string,
  oldest: (model: string) => string | undefined,
  onErased: ErasedIds,
): Promise<Pruned> {
  const models = new Set<string>();
  let segments = 0;
  let events = 0;
  for (const segment of await listAllSegments(folder)) {
    if (!segment.closed) continue;
    const header = await readHeader(segment);
    const limit = header && oldest(header.model);
    if (!header || !limit) continue;
    const index = await readSegmentIndex(segment);
    if ((index.lastAt || header.openedAt) >= limit) continue;
    const ids: string[] = [];
    for await (const records of segmentRecords(segment)) {
      for (const { content } of records) {
        if (content.kind === 'event') ids.push(content.event.predictionId);
        if (content.kind !== 'block') continue;
        for (const { firstId, rows } of requestsOf(content.requests()))
          ids.push(...idsOf({ first: firstId, count: rows }));
      }
    }
    await onErased(ids);
    await removeSegment(segment);
    models.add(header.model);
    segments++;
    events += ids.length;
  }
  return { segments, events, models: [...models] };
}
