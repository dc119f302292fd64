/**
 * Sets of prediction ids that follow each other, as blocks have them: the first of each run and their number. They stand side by side in
 * bytes: as objects, those of a segment that is being written would be visited by the garbage collector again and again.
 */
import { idAfter, isId } from '../../core/ids.ts';
import { isBigEndian } from './pack-columns.ts';
import { widened } from './widened.ts';

/** Room for ranges at first; it doubles. */
const firstRoom = 64;
const countBytes = Uint32Array.BYTES_PER_ELEMENT;

/** Ranges as they are stored. */
export interface PackedRanges {
  /** Bytes of an id. */
  readonly idBytes: number;
  /** The first id of each range in Latin-1, shorter ones end in zeros; then the number of its ids as a little-endian uint32. */
  readonly parts: readonly [firsts: Buffer, counts: Buffer];
}

export class IdRanges {
  /** The first ids, each of `#width` bytes; shorter ones end in zeros. */
  #firsts: Buffer = Buffer.alloc(0);
  #counts = new Uint32Array(firstRoom);
  #width = 0;
  #length = 0;
  #isSorted = true;
  #ids = 0;
  /** The last id of the range that was asked about last: mostly the next question is about the same one. */
  #asked: { readonly place: number; readonly last: string } | undefined;

  /** Number of ids. */
  get ids(): number {
    return this.#ids;
  }

  /** What it takes in memory. */
  get bytes(): number {
    return this.#length * (this.#width + countBytes);
  }

  /** The first ids of the first range and of the last one, in ascending order; undefined without any. */
  get ends(): readonly [first: string, last: string] | undefined {
    if (this.#length === 0) return undefined;
    this.#sort();
    return [this.#firstOf(0), this.#firstOf(this.#length - 1)];
  }

  /** Adds `count` ids made by `newIdRange`. */
  add(first: string, count: number): void {
    this.addAll({ ids: Buffer.from(first, 'latin1'), idBytes: first.length, rows: [count] });
  }

  /** Adds the ids of requests. */
  addAll({ ids, idBytes, rows }: { ids: Uint8Array; idBytes: number; rows: ArrayLike<number> }): void {
    const length = this.#length + rows.length;
    const room = this.#counts.length;
    if (length > room) this.#resize(Math.max(idBytes, this.#width), Math.max(length, 2 * room));
    else if (idBytes > this.#width) this.#resize(idBytes, room);
    const wide = idBytes === this.#width ? ids : widened(ids, idBytes, this.#width, rows.length);
    this.#firsts.set(wide, this.#length * this.#width);
    this.#counts.set(rows, this.#length);
    for (let i = 0; i < rows.length; i++) this.#ids += rows[i];
    for (let place = Math.max(1, this.#length); place < length; place++) {
      this.#isSorted &&= this.#compare(place - 1, place) <= 0;
    }
    this.#length = length;
  }

  has(id: string): boolean {
    if (!isId(id) || id.length > this.#width) return false;
    this.#sort();
    const wanted = Buffer.alloc(this.#width);
    wanted.write(id, 'latin1');
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = middle * this.#width;
      if (this.#firsts.compare(wanted, 0, this.#width, at, at + this.#width) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return false;
    const last = this.#lastOf(low - 1);
    return id.length === last.length && id <= last;
  }

  /** As they are stored, in ascending order; views that hold until something is added. */
  pack(): PackedRanges {
    this.#sort();
    const firsts = this.#firsts.subarray(0, this.#length * this.#width);
    const counts = Buffer.from(this.#counts.buffer, 0, this.#length * countBytes);
    return { idBytes: this.#width, parts: [firsts, isBigEndian ? Buffer.from(counts).swap32() : counts] };
  }

  /** The ranges whose parts follow each other in `bytes`, which must not change any more. */
  static unpack(idBytes: number, bytes: Buffer): IdRanges {
    const ranges = new IdRanges();
    const firstsEnd = (bytes.length / (idBytes + countBytes)) * idBytes;
    const counts = Buffer.from(new Uint8Array(bytes.subarray(firstsEnd)).buffer);
    ranges.#counts = new Uint32Array((isBigEndian ? counts.swap32() : counts).buffer);
    ranges.#firsts = bytes.subarray(0, firstsEnd);
    ranges.#width = idBytes;
    ranges.#length = ranges.#counts.length;
    for (const count of ranges.#counts) ranges.#ids += count;
    return ranges;
  }

  /** Nothing is in it any more; its memory is used again. */
  clear(): this {
    this.#length = 0;
    this.#ids = 0;
    this.#isSorted = true;
    this.#asked = undefined;
    return this;
  }

  #firstOf(place: number): string {
    const at = place * this.#width;
    const text = this.#firsts.toString('latin1', at, at + this.#width);
    const end = text.indexOf('\0');
    return end < 0 ? text : text.slice(0, end);
  }

  #lastOf(place: number): string {
    if (this.#asked?.place !== place) {
      this.#asked = { place, last: idAfter(this.#firstOf(place), this.#counts[place] - 1) };
    }
    return this.#asked.last;
  }

  /** Byte by byte: a call of `Buffer.compare` takes as long as all of an id does here. */
  #compare(a: number, b: number): number {
    const [firsts, width] = [this.#firsts, this.#width];
    for (let i = 0, left = a * width, right = b * width; i < width; i++, left++, right++) {
      if (firsts[left] !== firsts[right]) return firsts[left] - firsts[right];
    }
    return 0;
  }

  #sort(): void {
    if (this.#isSorted) return;
    // A list, not an array of integers: those that stand in order already take it one look each.
    const order = Array.from({ length: this.#length }, (_, place) => place).sort((a, b) => this.#compare(a, b));
    const [width, firsts, counts] = [this.#width, this.#firsts, this.#counts];
    this.#firsts = Buffer.alloc(firsts.length);
    this.#counts = new Uint32Array(counts.length);
    for (const [place, old] of order.entries()) {
      firsts.copy(this.#firsts, place * width, old * width, (old + 1) * width);
      this.#counts[place] = counts[old];
    }
    this.#isSorted = true;
    this.#asked = undefined;
  }

  /** Makes room for so many ranges of ids of so many bytes. */
  #resize(width: number, room: number): void {
    const firsts = widened(this.#firsts.subarray(0, this.#length * this.#width), this.#width, width, room);
    const counts = new Uint32Array(room);
    counts.set(this.#counts);
    [this.#firsts, this.#counts, this.#width] = [Buffer.from(firsts.buffer), counts, width];
  }
}
