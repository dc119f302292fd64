/** Lines that wait for the disk, as bytes: as strings they would outlive the collector's young generation. */

/** What is taken out of the buffer at a time. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  readonly lines: number;
}

const firstBytes = 64 * 1024;

/** Two blocks in turn: one gathers while the other is written. They grow with what once waited. */
export class LineBuffer {
  #gathering: Buffer = Buffer.allocUnsafe(firstBytes);
  #spare: Buffer | undefined;
  #bytes = 0;
  #lines = 0;

  /** Number of lines that wait. */
  get lines(): number {
    return this.#lines;
  }

  /** Adds one line of `size` UTF-8 bytes. */
  add(line: string, size: number): void {
    if (this.#bytes + size > this.#gathering.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes + size, 2 * this.#gathering.length));
      this.#gathering.copy(larger, 0, 0, this.#bytes);
      this.#gathering = larger;
    }
    this.#bytes += this.#gathering.write(line, this.#bytes);
    this.#lines++;
  }

  /** Everything that waits. The bytes are valid until the next `take`. */
  take(): LineBlock {
    const block = { bytes: this.#gathering.subarray(0, this.#bytes), lines: this.#lines };
    [this.#gathering, this.#spare] = [this.#spare ?? Buffer.allocUnsafe(firstBytes), this.#gathering];
    this.#bytes = 0;
    this.#lines = 0;
    return block;
  }
}
