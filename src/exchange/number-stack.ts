/** Lists of numbers that grow while a document is read: all of them in one array, the inner ones behind the outer ones. */
import { maxNumbers } from './document.ts';

const firstLength = 65_536;
/** Longer lists are handed out as they are, with what they hold in reserve: a copy would need the memory once more. */
const copiedLength = 1_000_000;
const none = new Float64Array();

/** A list begins at the `length` of the moment, and ends with `take`. */
export class NumberStack {
  #values = new Float64Array(firstLength);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(Math.min(this.#length * 2, maxNumbers));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** Removes the numbers from `start` on. At most `maxNumbers` may be on the stack. */
  take(start: number): Float64Array {
    const { length } = this;
    this.#length = start;
    if (start === length) return none;
    if (start > 0 || length <= copiedLength) return this.#values.slice(start, length);
    const taken = this.#values.subarray(0, length);
    this.#values = new Float64Array(firstLength);
    return taken;
  }
}
