/** How far mass has to move on average to turn one sample into the other, in standard deviations of the reference. */
import { wasserstein1 } from '../../math/distances.ts';
import { variance } from '../../math/reduce.ts';
import { numericTest } from './drift-test.ts';

/** Keeps a nearly constant reference from making everything far. */
const leastDeviation = 0.001;

export const wasserstein = numericTest({
  name: 'wasserstein',
  threshold: 0.1,
  measure(reference, current) {
    const distance = wasserstein1(reference, current);
    if (distance === 0) return 0;
    const deviation = Math.sqrt(variance(reference, 0));
    // Squares of numbers near the largest overflow; nothing is far in units of such a spread.
    return Number.isFinite(deviation) ? distance / Math.max(deviation, leastDeviation) : 0;
  },
});
