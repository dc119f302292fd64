/**
 * The index of a closed segment: which prediction ids it holds and the time they span. One checked line of JSON, then the first
 * 16 bytes of each id's SHA-256 in ascending order. It can always be made again from the segment.
 */
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import { sha256Bytes } from '../../core/hash.ts';
import { idTimeMs } from '../../core/ids.ts';
import { indexEnding, type Segment, segmentLines } from './segment-files.ts';
import { checkedLine, parseLine, readSegmentLine } from './segment-line.ts';

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
  /** `count` digests of 16 bytes. */
  readonly digests: Buffer;
}

const digestBytes = 16;

/** Gathers an index while a segment's events pass by. */
export class SegmentIndexBuilder {
  #digests = Buffer.allocUnsafe(1024 * digestBytes);
  #count = 0;
  #fromMs: number | null = null;
  #toMs: number | null = null;
  #untimed = 0;
  #lastAt = '';

  add(event: { readonly predictionId: string; readonly at: string }): void {
    if ((this.#count + 1) * digestBytes > this.#digests.length) {
      this.#digests = Buffer.concat([this.#digests], 2 * this.#digests.length);
    }
    this.#digests.set(digestOf(event.predictionId), this.#count++ * digestBytes);
    if (event.at > this.#lastAt) this.#lastAt = event.at;
    const ms = idTimeMs(event.predictionId);
    if (Number.isNaN(ms)) {
      this.#untimed++;
      return;
    }
    if (this.#fromMs === null || ms < this.#fromMs) this.#fromMs = ms;
    if (this.#toMs === null || ms > this.#toMs) this.#toMs = ms;
  }

  build(): SegmentIndex {
    return {
      count: this.#count,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      untimed: this.#untimed,
      lastAt: this.#lastAt,
      digests: this.#sortedDigests(),
    };
  }

  #sortedDigests(): Buffer {
    const places = Int32Array.from({ length: this.#count }, (_, place) => place * digestBytes);
    const at = (place: number) => this.#digests.subarray(place, place + digestBytes);
    places.sort((a, b) => this.#digests.compare(this.#digests, b, b + digestBytes, a, a + digestBytes));
    return Buffer.concat(Array.from(places, at));
  }
}

/** Writes the index of the segment at `path` (no ending). */
export async function writeSegmentIndex(path: string, index: SegmentIndex): Promise<void> {
  const { digests, ...head } = index;
  const line = checkedLine(JSON.stringify({ ...head, digestsCrc: crc32(digests) }));
  await writeFileAtomically(path + indexEnding, Buffer.concat([Buffer.from(line), digests]));
}

/** The index of a closed segment; one that is missing or damaged is made from the segment again. */
export async function readSegmentIndex(segment: Segment): Promise<SegmentIndex> {
  const bytes = await readFile(segment.path + indexEnding).catch(() => Buffer.alloc(0));
  const end = bytes.indexOf(10);
  const head = end < 0 ? undefined : parseLine(bytes.toString('utf8', 0, end));
  const digests = bytes.subarray(end + 1);
  if (head && head.digestsCrc === crc32(digests)) return { ...(head as unknown as SegmentIndex), digests };
  const builder = new SegmentIndexBuilder();
  for await (const lines of segmentLines(segment)) {
    for (const line of lines) {
      const content = readSegmentLine(line);
      if (content && 'event' in content) builder.add(content.event);
    }
  }
  return builder.build();
}

/** True when the segment may hold an id of this time (NaN for none). */
export function mayHold(index: SegmentIndex, ms: number): boolean {
  if (Number.isNaN(ms)) return index.untimed > 0;
  return index.fromMs !== null && index.toMs !== null && ms >= index.fromMs && ms <= index.toMs;
}

/** True when the segment holds the id. */
export function holds(index: SegmentIndex, id: string): boolean {
  const wanted = digestOf(id);
  let low = 0;
  let high = index.count;
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
