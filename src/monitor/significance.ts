/** Whether a difference between two samples is more than chance: the same question for every drift test. */
import { chiSquareHomogeneity } from '../math/tests/chi-square-homogeneity.ts';
import { ksTwoSample } from '../math/tests/ks-two-sample.ts';
import type { DriftSample } from './drift-tests/drift-test.ts';

/** Below this expected count the chi-square distribution does not hold. */
const leastExpected = 5;

/** Probability of a difference at least as large between two samples of one distribution: Kolmogorov-Smirnov, or chi-square. */
export function chanceOf(sample: DriftSample): number {
  if (sample.kind === 'numeric') return ksTwoSample(sample.reference, sample.current).pValue;
  const { reference, current } = withRareJoined(sample.reference, sample.current);
  return reference.length < 2 ? 1 : chiSquareHomogeneity(reference, current).pValue;
}

/**
 * Neighbours in the given order are counted together until each group has enough rows on both sides. The order must not depend on
 * which side a row is on, or the grouping itself would make a difference.
 */
function withRareJoined(
  reference: Float64Array,
  current: Float64Array,
): { reference: Float64Array; current: Float64Array } {
  const smaller = Math.min(total(reference), total(current)) / (total(reference) + total(current));
  const groups: { reference: number; current: number }[] = [];
  let open = { reference: 0, current: 0 };
  for (let i = 0; i < reference.length; i++) {
    open.reference += reference[i];
    open.current += current[i];
    if ((open.reference + open.current) * smaller < leastExpected) continue;
    groups.push(open);
    open = { reference: 0, current: 0 };
  }
  const last = groups[groups.length - 1];
  if (last) {
    last.reference += open.reference;
    last.current += open.current;
  }
  return {
    reference: Float64Array.from(groups, (group) => group.reference),
    current: Float64Array.from(groups, (group) => group.current),
  };
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
