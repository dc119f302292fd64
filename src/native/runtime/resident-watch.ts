/** Tells when a process has grown so much that it is to be replaced. */

/** Looks after which a process has settled: until then its memory grows with the largest calls. */
const settledLooks = 8;
const growth = 1.3;
/** Growth below this is not worth a new process. */
const leastGrowthBytes = 32 * 1024 * 1024;

export class ResidentWatch {
  #looks = 0;
  #base = Number.POSITIVE_INFINITY;

  /** True when the process is to be replaced. */
  isGrown(bytes: number): boolean {
    this.#looks++;
    if (this.#looks <= settledLooks) {
      this.#base = bytes;
      return false;
    }
    return bytes > Math.max(this.#base * growth, this.#base + leastGrowthBytes);
  }
}
