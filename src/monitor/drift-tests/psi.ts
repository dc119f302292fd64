/** Population stability index: 0 and up; 0.1 is called a small shift, 0.2 one to act upon. Numbers are binned at quantiles of the reference. */
import { populationStability } from '../../math/distances.ts';
import { sharesOf } from '../shares.ts';
import type { DriftTest } from './drift-test.ts';

export const psi: DriftTest = {
  name: 'psi',
  kinds: ['numeric', 'categorical'],
  threshold: 0.2,
  measure(sample) {
    const { reference, current } = sharesOf(sample);
    return populationStability(reference, current);
  },
};
