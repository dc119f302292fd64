/** Places for work that holds much memory: few have one at a time, and the others wait in the order in which they came. */

/** Who has had a place for so long keeps nobody waiting any more: it may wait for something itself. */
const mostMs = 1_000;

export class WorkPlaces {
  readonly #count: number;
  readonly #taken = new Map<object, NodeJS.Timeout>();
  readonly #waiting = new Map<object, () => void>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Calls `begin` when `who` has a place, which may be at once. To be called once for each. */
  wait(who: object, begin: () => void): void {
    this.#waiting.set(who, begin);
    this.#fill();
  }

  /** Gives the place of `who` to the next, or the wait for one up; may be called again, and without either. */
  leave(who: object): void {
    clearTimeout(this.#taken.get(who));
    this.#taken.delete(who);
    this.#waiting.delete(who);
    this.#fill();
  }

  #fill(): void {
    for (const [who, begin] of this.#waiting) {
      if (this.#taken.size >= this.#count) return;
      this.#waiting.delete(who);
      this.#taken.set(who, setTimeout(() => this.leave(who), mostMs).unref());
      begin();
    }
  }
}
