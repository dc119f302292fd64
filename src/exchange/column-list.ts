/** The columns that a forest looks at, numbered as its nodes ask for them. */
import type { ImportedColumns } from '../estimators/tree/imported-columns.ts';

/** Collects one column for each feature and way of reading it. */
export class ColumnList {
  readonly #places = new Map<number, number>();
  readonly #features: number[] = [];
  readonly #readings: number[] = [];
  readonly #topOf: (feature: number) => number;

  /** @param topOf The code of what is no known category of a feature, for readings that have one. */
  constructor(topOf: (feature: number) => number = () => 0) {
    this.#topOf = topOf;
  }

  /** The column for a feature, read in one of `readings`. */
  place(feature: number, reading: number): number {
    const key = feature * 8 + reading;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#features.length);
    this.#features.push(feature);
    this.#readings.push(reading);
    return this.#features.length - 1;
  }

  columns(): ImportedColumns {
    const features = Int32Array.from(this.#features);
    return { features, readings: Uint8Array.from(this.#readings), tops: features.map(this.#topOf) };
  }
}
