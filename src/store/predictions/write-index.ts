/**
 * Making the index of a segment while its records pass by: the ids of blocks in pages of ranges, which are given away as they are full, then
 * the first 16 bytes of the SHA-256 of each id that was logged by itself, in ascending order, a line end, and one checked line of JSON.
 */
import { crc32 } from 'node:zlib';
import { sha256Bytes } from '../../core/hash.ts';
import { idTimeMs } from '../../core/ids.ts';
import { takeTurns } from '../../core/loop-turns.ts';
import { IdPage } from './id-page.ts';
import type { RequestColumns } from './request-columns.ts';
import { checkedLine } from './segment-line.ts';
import type { RecordContent } from './segment-records.ts';

/** What the index says of its segment as a whole. */
export interface IndexSummary {
  /** Number of ids. */
  readonly count: number;
  /** Span of the times in the ids; null when no id carries one. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Ids that carry no time. */
  readonly untimed: number;
  /** Latest `at` of an event, '' when there is none. */
  readonly lastAt: string;
}

/** The last line of an index. */
export interface IndexLine extends IndexSummary {
  readonly pages: readonly PageSize[];
  /** CRC-32 of all pages and digests. */
  readonly bytesCrc: number;
}

type PageSize = readonly [ranges: number, idBytes: number];

export const digestBytes = 16;
/** Digests that are put in order at once: a millisecond or two of work. */
const digestsAtOnce = 2_000;
/** Stands before the last line. */
const lineEnd = Buffer.from('\n');

/** What an index has in place of an id that was logged by itself. */
export function digestOf(id: string): Uint8Array {
  return sha256Bytes(id).subarray(0, digestBytes);
}

export class IndexWriter {
  readonly #append: (bytes: Buffer) => Promise<void>;
  readonly #pages: PageSize[] = [];
  #page: IdPage | undefined;
  #digests: Buffer = Buffer.alloc(0);
  #digestCount = 0;
  #crc = 0;
  #count = 0;
  #fromMs: number | null = null;
  #toMs: number | null = null;
  #untimed = 0;
  #lastAt = '';
  /** Latest time of a request. */
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @param append Takes the next bytes of the index, which stay what they are until it has returned. */
  constructor(append: (bytes: Buffer) => Promise<void>) {
    this.#append = append;
  }

  /** Everything that a record says of ids. */
  async addRecord(content: RecordContent): Promise<void> {
    if (content.kind === 'event') this.#addEvent(content.event);
    if (content.kind === 'block') await this.addRequests(content.requests());
  }

  async addRequests(requests: RequestColumns): Promise<void> {
    const { idBytes, count } = requests;
    for (const ms of requests.atMs) if (ms > this.#lastMs) this.#lastMs = ms;
    for (let from = 0; from < count; ) {
      if (this.#page?.isFull || this.#page?.idBytes !== idBytes) {
        await this.#giveAwayPage();
        if (!this.#page?.isLargest || this.#page.idBytes !== idBytes) this.#page = IdPage.after(this.#page, idBytes);
      }
      from += this.#page.add(requests, from);
    }
  }

  /** Gives away the rest. Nothing can be added after. */
  async finish(): Promise<void> {
    await this.#giveAwayPage();
    if (this.#digestCount > 0) {
      await this.#give(await takeTurns(sortedDigests(this.#digests.subarray(0, this.#digestCount * digestBytes))));
    }
    const line: IndexLine = {
      count: this.#count,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      untimed: this.#untimed,
      lastAt: this.#lastAt,
      pages: this.#pages,
      bytesCrc: this.#crc,
    };
    await this.#append(Buffer.concat([lineEnd, Buffer.from(checkedLine(JSON.stringify(line)))]));
  }

  #addEvent(event: { readonly predictionId: string; readonly at: string }): void {
    if ((this.#digestCount + 1) * digestBytes > this.#digests.length) {
      this.#digests = Buffer.concat([this.#digests], Math.max(1024 * digestBytes, 2 * this.#digests.length));
    }
    this.#digests.set(digestOf(event.predictionId), this.#digestCount++ * digestBytes);
    this.#count++;
    this.#note(idTimeMs(event.predictionId), event.at);
  }

  async #giveAwayPage(): Promise<void> {
    const page = this.#page;
    if (!page?.ends) return;
    // Ids of requests are in the order of their times.
    for (const id of page.ends) this.#note(idTimeMs(id), new Date(this.#lastMs).toISOString());
    this.#count += page.ids;
    this.#pages.push([page.ranges, page.idBytes]);
    for (const part of page.pack()) await this.#give(part);
    page.clear();
  }

  async #give(bytes: Buffer): Promise<void> {
    this.#crc = crc32(bytes, this.#crc);
    await this.#append(bytes);
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
