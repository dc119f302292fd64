/** Share of rows that would have to change their bin for both samples to agree, 0 to 1. */

import { sharesOf } from '../shares.ts';
import type { DriftTest } from './drift-test.ts';

export const totalVariation: DriftTest = {
  name: 'total_variation',
  kinds: ['numeric', 'categorical'],
  threshold: 0.1,
  measure(sample) {
    const { reference, current } = sharesOf(sample);
    let total = 0;
    for (let i = 0; i < reference.length; i++) total += Math.abs(reference[i] - current[i]);
    return total / 2;
  },
};
