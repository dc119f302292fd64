/**
 * Closing segments: the records that are whole go, compressed, into the closed form; a torn tail stays behind and vanishes. What a
 * writer knows to be whole, and to hold blocks alone, is renamed: nobody reads or writes it again.
 */
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { syncFolder } from '../../core/atomic-file.ts';
import { nowMs } from '../../core/clock.ts';
import type { ErasureSet } from '../privacy/erasures.ts';
import { erasedIds } from './erased-ids.ts';
import { IndexFile } from './index-file.ts';
import { isAlive, livingWriters } from './living-writers.ts';
import { blockOf, encodeBlock } from './prediction-block.ts';
import { takePredictionRows } from './prediction-rows.ts';
import {
  closedEnding,
  listAllSegments,
  openEndings,
  recordsEnding,
  removeLeftovers,
  type Segment,
} from './segment-files.ts';
import type { SegmentHeader } from './segment-line.ts';
import { eventsIn, RecordReader, type SegmentRecord, segmentRecords } from './segment-records.ts';
import { giveUpTemporary, removeAbandonedFiles, takeTemporary } from './temporary-files.ts';

/** A writer never appends to a segment that was opened longer ago than this. */
export const segmentLifetimeMs = 30 * 60_000;

const compressionLevel = 3;

/** Hears which predictions are about to leave the log, or have just left it. */
export type ErasedIds = (predictionIds: readonly string[]) => Promise<void>;

/**
 * Brings an open segment into its closed form, without what is erased; returns how many events went. Safe to do twice and from two
 * processes: both produce the same lines.
 */
export async function closeSegment(segment: Segment, erased: ErasureSet, onErased: ErasedIds): Promise<number> {
  const ids = segment.closed || erased.isEmpty ? [] : await erasedIds(segment, erased);
  if (!segment.closed) {
    if (ids.length > 0) await onErased(ids);
    await writeClosedForm(segment, erased);
    if (ids.length > 0) await onErased(ids);
  }
  for (const ending of openEndings) await rm(segment.path + ending, { force: true });
  return ids.length;
}

/** Closes a segment as it is: whole, without anything that is erased, and with blocks alone. */
export async function closeAsItIs({ path, ending }: Segment, index: IndexFile): Promise<void> {
  await index.finish();
  await rename(path + ending, path + recordsEnding);
  await syncFolder(dirname(path));
}

/** Writes the packed form of a segment, open or closed, without what is erased; nothing when no record is left. Returns the records. */
export async function writeClosedForm(segment: Segment, erased: ErasureSet): Promise<number> {
  const temporary = takeTemporary(segment.path);
  const index = new IndexFile(segment);
  let kept = 0;
  const wholeRecords = async function* () {
    for await (const records of segmentRecords(segment)) {
      for (const { bytes, content } of records.flatMap((record) => withoutErased(record, erased))) {
        await index.writer.addRecord(content);
        if (content.kind === 'event' || content.kind === 'block' || content.kind === 'gap') kept++;
        // A damaged record is kept too, so that readers go on counting it.
        yield bytes;
      }
    }
  };
  try {
    const packed = createGzip({ level: compressionLevel });
    await pipeline(Readable.from(wholeRecords()), packed, createWriteStream(temporary));
    if (kept > 0) {
      await syncFile(temporary);
      await index.finish();
      await rename(temporary, segment.path + closedEnding);
      await syncFolder(dirname(segment.path));
    }
    return kept;
  } finally {
    await index.giveUp();
    await giveUpTemporary(temporary);
  }
}

/** The record, what is left of it, or nothing. */
function withoutErased(record: SegmentRecord, erased: ErasureSet): SegmentRecord[] {
  const { content } = record;
  if (erased.isEmpty || (content.kind !== 'event' && content.kind !== 'block')) return [record];
  const events = eventsIn(content);
  const kept = events.flatMap((event, row) => (erased.covers(event) ? [] : [row]));
  if (kept.length === events.length) return [record];
  if (kept.length === 0 || content.kind === 'event') return [];
  return new RecordReader().read(Buffer.concat(encodeBlock(blockOf(takePredictionRows(content.rows(), kept)))));
}

/** Closes segments whose writer is gone; returns how many events went from each. A segment that cannot be closed now stays readable as it is. */
export async function closeAbandonedSegments(
  folder: string,
  erased: ErasureSet,
  onErased: ErasedIds,
): Promise<number[]> {
  await removeAbandonedFiles(folder);
  const gone: number[] = [];
  for (const segment of await listAllSegments(folder)) {
    try {
      if (segment.closed) await removeLeftovers(segment);
      else if (await isAbandoned(segment)) gone.push(await closeSegment(segment, erased, onErased));
    } catch {
      // A full disk or another process that was faster; whoever opens the log next tries again.
    }
  }
  return gone;
}

async function isAbandoned(segment: Segment): Promise<boolean> {
  const { mtimeMs } = await stat(segment.path + segment.ending);
  if (nowMs() - mtimeMs > 2 * segmentLifetimeMs) return true;
  const header = await readHeader(segment);
  if (header?.host !== hostname()) return false;
  return header.pid === process.pid ? !livingWriters.has(header.writer) : !isAlive(header.pid);
}

/** The first record of a segment; undefined when it is damaged. */
export async function readHeader(segment: Segment): Promise<SegmentHeader | undefined> {
  for await (const [{ content }] of segmentRecords(segment)) {
    return content.kind === 'header' ? content.header : undefined;
  }
  return undefined;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
