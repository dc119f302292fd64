/** A growing list of numbers in one array. */

const none = new Float64Array();
const firstLength = 16;
/** Longer lists are handed out as they are, with what they hold in reserve: a copy would need the memory once more. */
const copiedLength = 1_000_000;

export class NumberList {
  #values = none;
  #count = 0;

  get length(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(Math.max(firstLength, this.#count * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  /** The numbers; nothing may be added afterwards. */
  array(): Float64Array {
    return this.#count > copiedLength ? this.#values.subarray(0, this.#count) : this.#values.slice(0, this.#count);
  }
}
