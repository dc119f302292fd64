/** What a drift test is: a distance between two samples of one column, 0 for equal distributions. One test per file; the list is index.ts. */

/** Two samples of numbers. */
export interface NumericSample {
  readonly kind: 'numeric';
  /** Present values, ascending; at least one each. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Two samples of categories. */
export interface CategoricalSample {
  readonly kind: 'categorical';
  /** Rows by category, the same categories in the same order on both sides; each sums to at least one. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

export type DriftSample = NumericSample | CategoricalSample;

export interface DriftTest {
  /** Wire name, snake_case: `ks`. */
  readonly name: string;
  /** What it can compare. */
  readonly kinds: readonly DriftSample['kind'][];
  /** From this distance on the difference matters in practice; whether it is more than chance is decided apart from it. */
  readonly threshold: number;
  /**
   * The distance: 0 for equal samples, never negative, never NaN, does not shrink when one sample is shifted further away.
   * Pure.
   */
  measure(sample: DriftSample): number;
}

/** A test of numbers only. */
export function numericTest(test: {
  readonly name: string;
  readonly threshold: number;
  measure(reference: Float64Array, current: Float64Array): number;
}): DriftTest {
  return {
    name: test.name,
    kinds: ['numeric'],
    threshold: test.threshold,
    measure(sample) {
      if (sample.kind !== 'numeric') throw new RangeError(`${test.name} compares numbers`);
      return test.measure(sample.reference, sample.current);
    },
  };
}
