/** Kolmogorov and Smirnov's statistic: the largest distance between the two distribution functions, 0 to 1. */
import { ksTwoSample } from '../../math/tests/ks-two-sample.ts';
import { numericTest } from './drift-test.ts';

export const ks = numericTest({
  name: 'ks',
  threshold: 0.1,
  measure: (reference, current) => ksTwoSample(reference, current).statistic,
});
