/** Sets of prediction ids that follow each other, as blocks have them: the first of each run and their number. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { idAfter, isId } from '../../core/ids.ts';

interface Range {
  readonly first: string;
  readonly count: number;
}

/** Bytes that a range takes in memory, about. */
const rangeBytes = 96;

export class IdRanges {
  #ranges: Range[] = [];
  #isSorted = true;
  #ids = 0;

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
    const { first, count } = this.#ranges[low - 1];
    return id.length === first.length && id <= idAfter(first, count - 1);
  }

  /** A line for each range, in ascending order. */
  toBytes(): Buffer {
    this.#sort();
    return Buffer.from(this.#ranges.map(({ first, count }) => `${first} ${count}\n`).join(''));
  }

  /** What `toBytes` wrote. */
  static fromBytes(bytes: Buffer): IdRanges {
    const ranges = new IdRanges();
    for (const line of bytes.toString('latin1').split('\n')) {
      const [first, count] = line.split(' ');
      if (count !== undefined) ranges.add(first, Number(count));
    }
    return ranges;
  }

  #sort(): void {
    if (!this.#isSorted) this.#ranges.sort((a, b) => compareCodeUnits(a.first, b.first));
    this.#isSorted = true;
  }
}
