/** Observations of one parameter in the order of their places, kept from fit to fit, and how wide their kernels are. */

/** Where observations lie. Each has a number, under which its place is remembered; what is answered does not depend on that. */
export class PlaceOrder {
  readonly #toPlace: (value: number) => number;
  readonly #low: number;
  readonly #high: number;
  /** By number of the observation. */
  readonly #values: number[] = [];
  readonly #places: number[] = [];
  /** Numbers by place; equal places by number. */
  readonly #sorted: number[] = [];
  /** By number: position in what is asked for at the moment, else -1. */
  #asked = new Int32Array(0);

  /** @param toPlace the place of a value; places lie from `low` to `high`. */
  constructor(toPlace: (value: number) => number, low: number, high: number) {
    this.#toPlace = toPlace;
    this.#low = low;
    this.#high = high;
  }

  /** The place of an observation, which is remembered. */
  placeOf(id: number, value: number): number {
    if (this.#values[id] === value) return this.#places[id];
    if (this.#values[id] !== undefined) this.#sorted.splice(this.#rankOf(id), 1);
    this.#values[id] = value;
    this.#places[id] = this.#toPlace(value);
    this.#sorted.splice(this.#rankOf(id), 0, id);
    return this.#places[id];
  }

  /**
   * For each of these observations, which `placeOf` has met, the larger distance to its neighbours among them, kept between a
   * share of the interval and the whole. Of equal places the earlier observation is next to the one below.
   */
  widths(ids: ArrayLike<number>): Float64Array {
    const n = ids.length;
    const widths = new Float64Array(n);
    const asked = this.#room();
    for (let k = 0; k < n; k++) asked[ids[k]] = k;
    let before = -1;
    for (let at = 0; at < this.#sorted.length; at++) {
      const id = this.#sorted[at];
      const k = asked[id];
      if (k < 0) continue;
      asked[id] = -1;
      if (before >= 0) {
        const gap = this.#places[id] - this.#places[ids[before]];
        if (gap > widths[before]) widths[before] = gap;
        widths[k] = gap;
      }
      before = k;
    }
    const whole = this.#high - this.#low;
    const least = whole / Math.min(100, n + 2);
    // A single place has the ends of the interval as its neighbours; an outer one of several has its inner neighbour alone.
    if (n === 1) widths[0] = Math.max(this.#places[ids[0]] - this.#low, this.#high - this.#places[ids[0]]);
    for (let k = 0; k < n; k++) widths[k] = Math.min(whole, Math.max(least, widths[k]));
    return widths;
  }

  /** Position of an observation in the order, or the one at which it belongs. */
  #rankOf(id: number): number {
    const place = this.#places[id];
    let from = 0;
    let to = this.#sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = this.#sorted[middle];
      const isBelow = this.#places[other] < place || (this.#places[other] === place && other < id);
      if (isBelow) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Room for every number that was met, all -1. */
  #room(): Int32Array {
    if (this.#asked.length < this.#values.length) this.#asked = new Int32Array(2 * this.#values.length).fill(-1);
    return this.#asked;
  }
}
