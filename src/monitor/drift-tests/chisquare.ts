/**
 * The effect behind the chi-square test of homogeneity: Cramer's V as it would be with samples of equal size, 0 to 1.
 * Unlike the test's statistic it does not grow with the number of rows.
 */

import { sharesOf } from '../shares.ts';
import type { DriftTest } from './drift-test.ts';

export const chisquare: DriftTest = {
  name: 'chisquare',
  kinds: ['categorical'],
  threshold: 0.1,
  measure(sample) {
    const { reference, current } = sharesOf(sample);
    let total = 0;
    for (let i = 0; i < reference.length; i++) {
      const both = reference[i] + current[i];
      if (both > 0) total += ((reference[i] - current[i]) * (reference[i] - current[i])) / both;
    }
    return Math.sqrt(total / 2);
  },
};
