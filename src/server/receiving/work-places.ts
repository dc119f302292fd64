/** Places for work that holds much memory: few have one at a time, and the others wait in the order in which they came. */

/** Who has had a place for so long keeps nobody waiting any more: it may wait for something itself. */
const mostMs = 1_000;

export interface WorkPlace {
  /** Calls `begin` when the place is had, which may be at once. To be called once. */
  wait(begin: () => void): void;
  /** Gives the place to the next, or the wait for it up; may be called again. */
  leave(): void;
}

export class WorkPlaces {
  readonly #count: number;
  readonly #taken = new Map<WorkPlace, NodeJS.Timeout>();
  readonly #waiting = new Map<WorkPlace, () => void>();

  constructor(count: number) {
    this.#count = count;
  }

  place(): WorkPlace {
    const place: WorkPlace = {
      wait: (begin) => {
        this.#waiting.set(place, begin);
        this.#fill();
      },
      leave: () => this.#leave(place),
    };
    return place;
  }

  #leave(place: WorkPlace): void {
    clearTimeout(this.#taken.get(place));
    this.#taken.delete(place);
    this.#waiting.delete(place);
    this.#fill();
  }

  #fill(): void {
    for (const [place, begin] of this.#waiting) {
      if (this.#taken.size >= this.#count) return;
      this.#waiting.delete(place);
      this.#taken.set(place, setTimeout(() => this.#leave(place), mostMs).unref());
      begin();
    }
  }
}
