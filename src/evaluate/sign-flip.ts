/** The paired permutation test of metrics that are a mean over rows. */
import type { Rng } from '../math/rng.ts';
import { pairedPermutation } from '../math/tests/paired-permutation.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { normalCdf } from './distributions.ts';
import type { Units } from './units.ts';

const permutations = 2000;
/** Above this many units the sum of flipped differences is normal enough. */
const mostUnitsToPermute = 5000;

/**
 * Two-sided p-value: were both models equally good, each unit's difference could as well have the other sign. The sum is
 * compared with the sums under random signs (p = (b + 1) / (m + 1)), or with their normal limit for many units.
 */
export function signFlipTest(
  metric: Metric,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
  units: Units,
  rng: Rng,
): number {
  const differences = unitDifferences(metric, candidate, baseline, units);
  let sum = 0;
  let squares = 0;
  for (const difference of differences) {
    sum += difference;
    squares += difference * difference;
  }
  if (squares === 0) return 1;
  if (units.count > mostUnitsToPermute) return 2 * normalCdf(-Math.abs(sum) / Math.sqrt(squares));
  // Units without a difference have no sign to flip.
  const moving = differences.filter((difference) => difference !== 0);
  return pairedPermutation(moving, { rng, permutations }).pValue;
}

/** Candidate minus baseline per unit, means over repeats. */
function unitDifferences(
  metric: Metric,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
  units: Units,
): Float64Array {
  const ofUnit = new Float64Array(units.count);
  const add = (repeats: readonly Outcomes[], sign: number): void => {
    for (const outcomes of repeats) {
      const rows = metric.perRow!(outcomes);
      for (let row = 0; row < rows.length; row++) {
        ofUnit[units.ofRow ? units.ofRow[row] : row] += (sign * rows[row]) / repeats.length;
      }
    }
  };
  add(candidate, 1);
  add(baseline, -1);
  return ofUnit;
}
