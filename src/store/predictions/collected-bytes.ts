/** Bytes that wait to be written, one after the other, in memory that is used again: what is new each time has to be cleared and freed. */

const firstBytes = 4 * 1024;
/** Memory that came to be larger, in a burst, is given up. */
const mostKept = 1024 * 1024;

export class CollectedBytes {
  #held = Buffer.alloc(0);
  #spare = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies them behind the others. */
  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#held.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(firstBytes, 2 * this.#held.length, length));
      this.#held.copy(wider, 0, 0, this.#length);
      this.#held = wider;
    }
    this.#held.set(bytes, this.#length);
    this.#length = length;
  }

  /** All of them; nothing waits then. They stay as they are until they are given back. */
  take(): Buffer {
    const taken = this.#held.subarray(0, this.#length);
    this.#held = this.#spare;
    this.#spare = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }

  /** Nobody reads these any more. */
  giveBack({ buffer }: Buffer): void {
    if (buffer.byteLength > mostKept || !(buffer instanceof ArrayBuffer)) return;
    if (this.#held.length === 0) this.#held = Buffer.from(buffer);
    else this.#spare = Buffer.from(buffer);
  }
}
