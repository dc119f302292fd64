/** Jensen and Shannon's distance (square root of their divergence, base 2): 0 to 1. Numbers are binned at quantiles of the reference. */
import { jensenShannonDistance } from '../../math/distances.ts';
import { sharesOf } from '../shares.ts';
import type { DriftTest } from './drift-test.ts';

export const jensenshannon: DriftTest = {
  name: 'jensenshannon',
  kinds: ['numeric', 'categorical'],
  threshold: 0.1,
  measure(sample) {
    const { reference, current } = sharesOf(sample);
    return jensenShannonDistance(reference, current);
  },
};
