/**
 * The index of a closed segment: which prediction ids it holds and the time they span. One checked line of JSON, then the first
 * 16 bytes of the SHA-256 of each id that was logged by itself, in ascending order, then the ids of blocks as ranges, side by side. It
 * can always be made again from the segment.
 */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import { sha256Bytes } from '../../core/hash.ts';
import { idTimeMs } from '../../core/ids.ts';
import { takeTurns } from '../../core/loop-turns.ts';
import { IdRanges } from './id-ranges.ts';
import type { RequestColumns } from './request-columns.ts';
import { indexEnding, type Segment } from './segment-files.ts';
import { checkedLine, parseLine } from './segment-line.ts';
import { type RecordContent, segmentRecords } from './segment-records.ts';

/** What the index says of its segment. */
export interface SegmentIndex {
  readonly count: number;
  /** Span of the times in the ids; null when no id carries one. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Ids that carry no time. */
  readonly untimed: number;
  /** Latest `at` of an event, '' when there is none. */
  readonly lastAt: string;
  /** A digest of 16 bytes for each id that is in no range. */
  readonly digests: Buffer;
  /** Absent when it holds no blocks. */
  readonly ranges?: IdRanges;
}

const digestBytes = 16;
/** Digests that are put in order at once: a millisecond or two of work. */
const digestsAtOnce = 2_000;
/** Bytes that are checked at once. */
const checkedAtOnce = 1024 * 1024;

/** What the line of an index says. */
interface WrittenIndex extends Omit<SegmentIndex, 'digests' | 'ranges'> {
  readonly digestsBytes: number;
  /** Of the digests and the ranges. */
  readonly digestsCrc: number;
  /** Bytes of the first id of a range; 0 where there are none. */
  readonly idBytes: number;
}

/** Gathers an index while a segment's events pass by. */
export class SegmentIndexBuilder {
  #digests = Buffer.allocUnsafe(1024 * digestBytes);
  #count = 0;
  #fromMs: number | null = null;
  #toMs: number | null = null;
  #untimed = 0;
  #lastAt = '';
  /** Latest time of a request. */
  #lastMs = Number.NEGATIVE_INFINITY;
  readonly #ranges: IdRanges;

  /** @param ranges An empty one; it belongs to the index. */
  constructor(ranges = new IdRanges()) {
    this.#ranges = ranges;
  }

  /** Everything that a record says of ids. */
  addRecord(content: RecordContent): void {
    if (content.kind === 'event') this.add(content.event);
    if (content.kind === 'block') this.addRequests(content.requests());
  }

  addRequests(requests: RequestColumns): void {
    this.#ranges.addAll(requests);
    for (const ms of requests.atMs) if (ms > this.#lastMs) this.#lastMs = ms;
  }

  add(event: { readonly predictionId: string; readonly at: string }): void {
    if ((this.#count + 1) * digestBytes > this.#digests.length) {
      this.#digests = Buffer.concat([this.#digests], 2 * this.#digests.length);
    }
    this.#digests.set(digestOf(event.predictionId), this.#count++ * digestBytes);
    this.#note(idTimeMs(event.predictionId), event.at);
  }

  #note(ms: number, at: string): void {
    if (at > this.#lastAt) this.#lastAt = at;
    if (Number.isNaN(ms)) {
      this.#untimed++;
      return;
    }
    if (this.#fromMs === null || ms < this.#fromMs) this.#fromMs = ms;
    if (this.#toMs === null || ms > this.#toMs) this.#toMs = ms;
  }

  /** The index of what was added; other work may go on wherever this yields. */
  *build(): Generator<void, SegmentIndex> {
    const { ends } = this.#ranges;
    // Ids of requests are in the order of their times.
    if (ends) for (const id of ends) this.#note(idTimeMs(id), new Date(this.#lastMs).toISOString());
    return {
      count: this.#count + this.#ranges.ids,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      untimed: this.#untimed,
      lastAt: this.#lastAt,
      digests: yield* sortedDigests(this.#digests.subarray(0, this.#count * digestBytes)),
      ...(this.#ranges.ids > 0 && { ranges: this.#ranges }),
    };
  }
}

/** Digests in ascending order. Those of hashes spread evenly over their first byte, so that each value of it makes a list of its own. */
function* sortedDigests(digests: Buffer): Generator<void, Buffer> {
  const placesByByte: number[][] = Array.from({ length: 256 }, () => []);
  for (let place = 0; place < digests.length; place += digestBytes) placesByByte[digests[place]].push(place);
  const sorted = Buffer.allocUnsafe(digests.length);
  let [at, ofTurn] = [0, 0];
  for (const places of placesByByte) {
    if (ofTurn >= digestsAtOnce) {
      yield;
      ofTurn = 0;
    }
    places.sort((a, b) => digests.compare(digests, b, b + digestBytes, a, a + digestBytes));
    for (const place of places) at += digests.copy(sorted, at, place, place + digestBytes);
    ofTurn += places.length;
  }
  return sorted;
}

/** Writes the index of the segment at `path` (no ending). */
export async function writeSegmentIndex(path: string, { digests, ranges, ...head }: SegmentIndex): Promise<void> {
  const { idBytes, parts } = ranges?.pack() ?? { idBytes: 0, parts: [] };
  const tail = [digests, ...parts];
  const digestsCrc = await takeTurns(checksum(tail));
  const told = { ...head, digestsBytes: digests.length, digestsCrc, idBytes };
  // Not as a stream of Node: one of another kind than those of requests makes the compiled code of both start again.
  await writeFileAtomically(path + indexEnding, [Buffer.from(checkedLine(JSON.stringify(told))), ...tail]);
}

/** Of the bytes of all parts. */
function* checksum(parts: readonly Buffer[]): Generator<void, number> {
  let crc = 0;
  let ofTurn = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length; from += checkedAtOnce) {
      if (ofTurn >= checkedAtOnce) {
        yield;
        ofTurn = 0;
      }
      const piece = part.subarray(from, from + checkedAtOnce);
      crc = crc32(piece, crc);
      ofTurn += piece.length;
    }
  }
  return crc;
}

/** The index of a closed segment; one that is missing or damaged is made from the segment again. */
export async function readSegmentIndex(segment: Segment): Promise<SegmentIndex> {
  const bytes = await readFile(segment.path + indexEnding).catch(() => Buffer.alloc(0));
  const end = bytes.indexOf(10);
  const head = end < 0 ? undefined : parseLine(bytes.toString('utf8', 0, end));
  const tail = bytes.subarray(end + 1);
  // Earlier programs wrote no `idBytes`: their ranges are lines.
  if (head && 'idBytes' in head && head.digestsCrc === (await takeTurns(checksum([tail])))) {
    // Only what `writeSegmentIndex` wrote has the right checksum.
    const { digestsBytes, idBytes, digestsCrc: _, ...told } = head as unknown as WrittenIndex;
    const digests = tail.subarray(0, digestsBytes);
    if (idBytes === 0) return { ...told, digests };
    return { ...told, digests, ranges: IdRanges.unpack(idBytes, tail.subarray(digestsBytes)) };
  }
  const builder = new SegmentIndexBuilder();
  for await (const records of segmentRecords(segment)) {
    for (const { content } of records) builder.addRecord(content);
  }
  return await takeTurns(builder.build());
}

/** True when the segment may hold an id of this time (NaN for none). */
export function mayHold(index: SegmentIndex, ms: number): boolean {
  if (Number.isNaN(ms)) return index.untimed > 0;
  return index.fromMs !== null && index.toMs !== null && ms >= index.fromMs && ms <= index.toMs;
}

/** True when the segment holds the id. */
export function holds(index: SegmentIndex, id: string): boolean {
  if (index.ranges?.has(id)) return true;
  const wanted = digestOf(id);
  let low = 0;
  let high = index.digests.length / digestBytes;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = index.digests.compare(wanted, 0, digestBytes, middle * digestBytes, (middle + 1) * digestBytes);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function digestOf(id: string): Uint8Array {
  return sha256Bytes(id).subarray(0, digestBytes);
}
