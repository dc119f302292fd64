/** The paired permutation test of metrics that are a mean over rows. */
import type { Rng } from '../math/rng.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { normalCdf } from './distributions.ts';
import { tossCoins } from './resample.ts';
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
  const moving = differences.filter((difference) => difference !== 0);
  const coins = new Float64Array(moving.length);
  // Rounding must not make an equally large sum a smaller one.
  const observed = Math.abs(sum) * (1 - 1e-9);
  let asLarge = 0;
  for (let permutation = 0; permutation < permutations; permutation++) {
    tossCoins(coins, rng);
    let flipped = 0;
    for (let i = 0; i < moving.length; i++) flipped += (2 * coins[i] - 1) * moving[i];
    if (Math.abs(flipped) >= observed) asLarge++;
  }
  return (asLarge + 1) / (permutations + 1);
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
