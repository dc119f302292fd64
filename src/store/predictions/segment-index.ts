/**
 * The index of a closed segment, read: which prediction ids it holds and the time they span. It can always be made again from the segment.
 */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { takeTurns } from '../../core/loop-turns.ts';
import { IdPage } from './id-page.ts';
import { IdRanges } from './id-ranges.ts';
import { indexEnding, type Segment } from './segment-files.ts';
import { parseLine } from './segment-line.ts';
import { segmentRecords } from './segment-records.ts';
import { digestBytes, digestOf, type IndexLine, type IndexSummary, IndexWriter } from './write-index.ts';

export interface SegmentIndex extends IndexSummary {
  readonly ids: IndexedIds;
}

/** The ids of an index. */
export interface IndexedIds {
  /** What they take in memory. */
  readonly bytes: number;
  /** A digest of 16 bytes for each id that is in no range, in ascending order. */
  readonly digests: Buffer;
  readonly ranges: IdRanges;
}

const lineEnd = 10;
/** Bytes that are checked at once. */
const checkedAtOnce = 1024 * 1024;

/** The index of a closed segment; one that is missing, damaged or of an earlier program is made from the segment again. */
export async function readSegmentIndex(segment: Segment): Promise<SegmentIndex> {
  const written = await indexIn(await readFile(segment.path + indexEnding).catch(() => Buffer.alloc(0)));
  return written ?? (await indexIn(await indexOf(segment)))!;
}

/** What an index says; undefined when it is damaged. */
async function indexIn(file: Buffer): Promise<SegmentIndex | undefined> {
  const end = file.lastIndexOf(lineEnd, -2);
  const line = end < 0 ? undefined : parseLine(file.toString('utf8', end + 1, file.length - 1));
  const bytes = file.subarray(0, Math.max(0, end));
  if (!line || line.bytesCrc !== (await takeTurns(checksum(bytes)))) return undefined;
  // Only what an `IndexWriter` wrote has the right checksums.
  const { pages: sizes, bytesCrc: _, ...summary } = line as unknown as IndexLine;
  let at = 0;
  const pages = sizes.map(([ranges, idBytes]) => {
    const page = bytes.subarray(at, at + IdPage.packedBytes(ranges, idBytes));
    at += page.length;
    return IdPage.unpack(idBytes, page);
  });
  return { ...summary, ids: { bytes: bytes.length, digests: bytes.subarray(at), ranges: new IdRanges(pages) } };
}

/** The bytes of the index of a segment. */
async function indexOf(segment: Segment): Promise<Buffer> {
  const parts: Buffer[] = [];
  const writer = new IndexWriter(async (bytes) => void parts.push(Buffer.from(bytes)));
  for await (const records of segmentRecords(segment)) {
    for (const { content } of records) await writer.addRecord(content);
  }
  await writer.finish();
  return Buffer.concat(parts);
}

function* checksum(bytes: Buffer): Generator<void, number> {
  let crc = 0;
  for (let from = 0; from < bytes.length; from += checkedAtOnce) {
    if (from > 0) yield;
    crc = crc32(bytes.subarray(from, from + checkedAtOnce), crc);
  }
  return crc;
}

/** True when the segment may hold an id of this time (NaN for none). */
export function mayHold(summary: IndexSummary, ms: number): boolean {
  if (Number.isNaN(ms)) return summary.untimed > 0;
  return summary.fromMs !== null && summary.toMs !== null && ms >= summary.fromMs && ms <= summary.toMs;
}

/** True when the segment holds the id. */
export function holds({ digests, ranges }: IndexedIds, id: string): boolean {
  if (ranges.has(id)) return true;
  const wanted = digestOf(id);
  let low = 0;
  let high = digests.length / digestBytes;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = digests.compare(wanted, 0, digestBytes, middle * digestBytes, (middle + 1) * digestBytes);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
