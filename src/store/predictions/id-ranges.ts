/** Sets of prediction ids that follow each other, as blocks have them: the first of each run and their number. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { idAfter, isId } from '../../core/ids.ts';

interface Range {
  readonly first: string;
  readonly count: number;
}

/** Bytes that a range takes in memory, about. */
const rangeBytes = 96;

/** Ranges that are written at once, and about as many bytes of them that are read at once: a millisecond or two of work. */
const rangesAtOnce = 5_000;
const bytesAtOnce = 200_000;

export class IdRanges {
  #ranges: Range[] = [];
  #isSorted = true;
  #ids = 0;
  /** The last id of the range that was asked about last: mostly the next question is about the same one. */
  #asked: { readonly range: Range; readonly last: string } | undefined;

  /** Number of ids. */
  get ids(): number {
    return this.#ids;
  }

  /** About what it takes in memory. */
  get bytes(): number {
    return this.#ranges.length * rangeBytes;
  }

  /** Adds `count` ids made by `newIds`. */
  add(first: string, count: number): void {
    this.#isSorted &&= this.#ranges.length === 0 || this.#ranges[this.#ranges.length - 1].first <= first;
    this.#ranges.push({ first, count });
    this.#ids += count;
  }

  has(id: string): boolean {
    if (!isId(id)) return false;
    this.#sort();
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ranges[middle].first <= id) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return false;
    const range = this.#ranges[low - 1];
    return id.length === range.first.length && id <= this.#lastOf(range);
  }

  /** A line for each range, in ascending order, some thousands in each piece; other work may go on wherever this yields. */
  *pack(): Generator<void, Buffer[]> {
    this.#sort();
    const pieces: Buffer[] = [];
    for (let from = 0; from < this.#ranges.length; from += rangesAtOnce) {
      if (from > 0) yield;
      let lines = '';
      for (const { first, count } of this.#ranges.slice(from, from + rangesAtOnce)) lines += `${first} ${count}\n`;
      pieces.push(Buffer.from(lines, 'latin1'));
    }
    return pieces;
  }

  /** What `pack` wrote, piece by piece as well. */
  static *unpack(bytes: Buffer): Generator<void, IdRanges> {
    const ranges = new IdRanges();
    for (let from = 0; from < bytes.length; ) {
      if (from > 0) yield;
      const end = bytes.indexOf('\n', from + bytesAtOnce);
      const to = end < 0 ? bytes.length : end + 1;
      for (const line of bytes.toString('latin1', from, to).split('\n')) {
        const [first, count] = line.split(' ');
        if (count !== undefined) ranges.add(first, Number(count));
      }
      from = to;
    }
    return ranges;
  }

  #lastOf(range: Range): string {
    if (this.#asked?.range !== range) this.#asked = { range, last: idAfter(range.first, range.count - 1) };
    return this.#asked.last;
  }

  #sort(): void {
    if (!this.#isSorted) this.#ranges.sort((a, b) => compareCodeUnits(a.first, b.first));
    this.#isSorted = true;
  }
}
