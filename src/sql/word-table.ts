/** An open-addressing hash table from four 32-bit words to a code. A class, because its loops are the hottest of reading. */
export class WordTable {
  #slots = 1024;
  #keys = new Int32Array(1024 * 4);
  #codes = new Int32Array(1024).fill(-1);
  #used = 0;

  /** The code of the words at `at`, or -1 when they are new. */
  find(words: Int32Array, at: number): number {
    return this.#codes[this.#slotOf(words, at)];
  }

  /** Keeps a code for new words and gives it back. */
  add(words: Int32Array, at: number, code: number): number {
    if (++this.#used * 2 > this.#slots) this.#enlarge();
    const slot = this.#slotOf(words, at);
    this.#keys.set(words.subarray(at, at + 4), 4 * slot);
    this.#codes[slot] = code;
    return code;
  }

  /** The slot that holds the words, or the free one where they belong. */
  #slotOf(words: Int32Array, at: number): number {
    const keys = this.#keys;
    const codes = this.#codes;
    const last = this.#slots - 1;
    const [a, b, c, d] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
    let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(c, 0xc2b2ae35), 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 13) ^ Math.imul(d, 0x165667b1), 0x9e3779b1);
    let slot = (hash ^ (hash >>> 16)) & last;
    for (; codes[slot] >= 0; slot = (slot + 1) & last) {
      const key = 4 * slot;
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) break;
    }
    return slot;
  }

  #enlarge(): void {
    const keys = this.#keys;
    const codes = this.#codes;
    this.#slots *= 2;
    this.#keys = new Int32Array(this.#slots * 4);
    this.#codes = new Int32Array(this.#slots).fill(-1);
    for (let old = 0; old < codes.length; old++) {
      if (codes[old] < 0) continue;
      const slot = this.#slotOf(keys, 4 * old);
      this.#keys.set(keys.subarray(4 * old, 4 * old + 4), 4 * slot);
      this.#codes[slot] = codes[old];
    }
  }
}
