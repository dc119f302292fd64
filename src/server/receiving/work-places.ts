/** Places for work that holds much memory: few have one at a time, and the others wait: the most urgent go first, then who came first. */

/** Who has had a place for so long keeps nobody waiting any more: it may wait for something itself. */
const mostMs = 1_000;

interface Waiting {
  readonly rank: number;
  readonly begin: () => void;
}

export class WorkPlaces {
  readonly #count: number;
  readonly #taken = new Map<object, NodeJS.Timeout>();
  /** In the order in which they came. */
  readonly #waiting = new Map<object, Waiting>();

  constructor(count: number) {
    this.#count = count;
  }

  /** Calls `begin` when `who` has a place, which may be at once. To be called once for each. @param rank The lowest goes first */
  wait(who: object, rank: number, begin: () => void): void {
    this.#waiting.set(who, { rank, begin });
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
    while (this.#taken.size < this.#count) {
      const who = this.#next();
      if (who === undefined) return;
      const { begin } = this.#waiting.get(who)!;
      this.#waiting.delete(who);
      this.#taken.set(who, setTimeout(() => this.leave(who), mostMs).unref());
      begin();
    }
  }

  #next(): object | undefined {
    let next: object | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [who, { rank }] of this.#waiting) {
      if (rank >= least) continue;
      next = who;
      least = rank;
    }
    return next;
  }
}
