/**
 * Up to some hundreds of ranges of prediction ids that follow each other, as blocks have them: the first id of each and their number, side
 * by side in bytes. As objects, those of a segment that is being written would be visited by the garbage collector again and again.
 */
import { idAfter, isId } from '../../core/ids.ts';
import type { RequestColumns } from './request-columns.ts';

/** Ranges of the first page, and of the largest one: each has room for twice as many as the one before. */
const [firstRoom, lastRoom] = [64, 1024];
const countBytes = Uint32Array.BYTES_PER_ELEMENT;

/** What a page takes from a block. */
export type FirstIds = Pick<RequestColumns, 'count' | 'ids' | 'idBytes'> & { readonly rows: ArrayLike<number> };

export class IdPage {
  /** Bytes of an id. */
  readonly idBytes: number;
  /** The first ids in Latin-1; shorter ones end in zeros. */
  #firsts: Buffer;
  /** How many ids each range has: little-endian uint32. */
  #counts: Buffer;
  #ranges = 0;
  #isSorted = true;
  /** The last id of the range that was asked about last: mostly the next question is about the same one. */
  #asked: { readonly place: number; readonly last: string } | undefined;

  private constructor(idBytes: number, firsts: Buffer, counts: Buffer) {
    this.idBytes = idBytes;
    this.#firsts = firsts;
    this.#counts = counts;
  }

  /** An empty page for ids of so many bytes; the one before it, if any, is full or for others. */
  static after(page: IdPage | undefined, idBytes: number): IdPage {
    const room = page ? Math.min(2 * page.#room, lastRoom) : firstRoom;
    return new IdPage(idBytes, Buffer.alloc(room * idBytes), Buffer.alloc(room * countBytes));
  }

  /** The page whose parts follow each other in `bytes`, which must not change any more. */
  static unpack(idBytes: number, bytes: Buffer): IdPage {
    const ranges = bytes.length / (idBytes + countBytes);
    const page = new IdPage(idBytes, bytes.subarray(0, ranges * idBytes), bytes.subarray(ranges * idBytes));
    page.#ranges = ranges;
    return page;
  }

  /** Bytes of a stored page with so many ranges. */
  static packedBytes(ranges: number, idBytes: number): number {
    return ranges * (idBytes + countBytes);
  }

  get #room(): number {
    return this.#counts.length / countBytes;
  }

  get ranges(): number {
    return this.#ranges;
  }

  get isFull(): boolean {
    return this.#ranges === this.#room;
  }

  /** True when no page is larger. */
  get isLargest(): boolean {
    return this.#room === lastRoom;
  }

  /** Number of ids. */
  get ids(): number {
    let ids = 0;
    for (let place = 0; place < this.#ranges; place++) ids += this.#countOf(place);
    return ids;
  }

  /** The least id and the greatest; undefined without any. */
  get ends(): readonly [first: string, last: string] | undefined {
    if (this.#ranges === 0) return undefined;
    this.#sort();
    return [this.#firstOf(0), this.#lastOf(this.#ranges - 1)];
  }

  /** Adds the ids of requests, which have as many bytes, as far as there is room; returns how many. @param from The first request */
  add({ count, ids, rows }: FirstIds, from: number): number {
    const added = Math.min(count - from, this.#room - this.#ranges);
    const width = this.idBytes;
    this.#firsts.set(ids.subarray(from * width, (from + added) * width), this.#ranges * width);
    for (let i = 0; i < added; i++) {
      const place = this.#ranges++;
      this.#counts.writeUInt32LE(rows[from + i], place * countBytes);
      this.#isSorted &&= place === 0 || this.#compare(place - 1, place) <= 0;
    }
    return added;
  }

  has(id: string): boolean {
    if (!isId(id) || id.length > this.idBytes) return false;
    this.#sort();
    const wanted = Buffer.alloc(this.idBytes);
    wanted.write(id, 'latin1');
    let low = 0;
    let high = this.#ranges;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = middle * this.idBytes;
      if (this.#firsts.compare(wanted, 0, this.idBytes, at, at + this.idBytes) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return false;
    const last = this.#lastOf(low - 1);
    return id.length === last.length && id <= last;
  }

  /** The first ids, then their numbers, in ascending order: views that hold until something is added. */
  pack(): Buffer[] {
    this.#sort();
    return [this.#firsts.subarray(0, this.#ranges * this.idBytes), this.#counts.subarray(0, this.#ranges * countBytes)];
  }

  /** Nothing is in it any more; its memory is used again. */
  clear(): void {
    this.#ranges = 0;
    this.#isSorted = true;
    this.#asked = undefined;
  }

  #countOf(place: number): number {
    return this.#counts.readUInt32LE(place * countBytes);
  }

  #firstOf(place: number): string {
    const at = place * this.idBytes;
    const text = this.#firsts.toString('latin1', at, at + this.idBytes);
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  #lastOf(place: number): string {
    if (this.#asked?.place !== place) {
      this.#asked = { place, last: idAfter(this.#firstOf(place), this.#countOf(place) - 1) };
    }
    return this.#asked.last;
  }

  /** Byte by byte: a call of `Buffer.compare` takes as long as all of an id does here. */
  #compare(a: number, b: number): number {
    const [firsts, width] = [this.#firsts, this.idBytes];
    for (let i = 0, left = a * width, right = b * width; i < width; i++, left++, right++) {
      if (firsts[left] !== firsts[right]) return firsts[left] - firsts[right];
    }
    return 0;
  }

  #sort(): void {
    if (this.#isSorted) return;
    const order = Array.from({ length: this.#ranges }, (_, place) => place).sort((a, b) => this.#compare(a, b));
    const [width, firsts, counts] = [this.idBytes, this.#firsts, this.#counts];
    this.#firsts = Buffer.alloc(firsts.length);
    this.#counts = Buffer.alloc(counts.length);
    for (const [place, old] of order.entries()) {
      firsts.copy(this.#firsts, place * width, old * width, (old + 1) * width);
      counts.copy(this.#counts, place * countBytes, old * countBytes, (old + 1) * countBytes);
    }
    this.#isSorted = true;
    this.#asked = undefined;
  }
}
