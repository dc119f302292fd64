/** How often things happened of late: counts in slices of time, of which the oldest are forgotten. */

const slices = 12;

/** Counts by name over the last `windowMs` milliseconds, to a twelfth of them. */
export class RecentCounts<Name extends string> {
  readonly #sliceMs: number;
  readonly #names: readonly Name[];
  readonly #now: () => number;
  readonly #counts: Record<Name, number>[] = [];
  #newest = Number.NEGATIVE_INFINITY;

  constructor(names: readonly Name[], windowMs: number, now: () => number) {
    this.#names = names;
    this.#sliceMs = windowMs / slices;
    this.#now = now;
  }

  add(name: Name): void {
    this.#forget();
    this.#counts[0][name]++;
  }

  total(name: Name): number {
    this.#forget();
    return this.#counts.reduce((sum, slice) => sum + slice[name], 0);
  }

  #forget(): void {
    const slice = Math.floor(this.#now() / this.#sliceMs);
    const passed = Math.min(slices, slice - this.#newest);
    this.#newest = slice;
    for (let i = 0; i < passed; i++) {
      this.#counts.unshift(Object.fromEntries(this.#names.map((name) => [name, 0])) as Record<Name, number>);
    }
    this.#counts.length = Math.min(this.#counts.length, slices);
  }
}
