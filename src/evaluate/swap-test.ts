/** The paired permutation test of metrics that are not a mean over rows. */
import type { Rng } from '../math/rng.ts';
import type { Metric, Outcomes } from '../metrics/metric.ts';
import { meanOver } from './repeats.ts';
import { tossCoins } from './resample.ts';
import { reweightingOf } from './statistic.ts';
import { spread, type Units } from './units.ts';

const permutations = 1000;

/**
 * Two-sided p-value: were both models equally good, the predictions of each unit could as well be exchanged. Both models' rows
 * are stacked into one sample of twice the rows, so that an exchange only moves weights: what sorts, sorts once.
 */
export function swapTest(
  metric: Metric,
  candidate: readonly Outcomes[],
  baseline: readonly Outcomes[],
  units: Units,
  rng: Rng,
): number {
  const pairs = Array.from({ length: Math.max(candidate.length, baseline.length) }, (_, repeat) =>
    reweightingOf(metric, stacked(candidate[repeat % candidate.length], baseline[repeat % baseline.length])),
  );
  const n = units.nRows;
  const [first, second] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const differenceWith = (swapped: Float64Array): number => {
    for (let row = 0; row < n; row++) {
      first[row] = second[n + row] = 1 - swapped[row];
      first[n + row] = second[row] = swapped[row];
    }
    return meanOver(pairs, (score) => score(first) - score(second));
  };
  const ofRow = new Float64Array(n);
  // Rounding must not make an equally large difference a smaller one.
  const observed = Math.abs(differenceWith(ofRow)) - 1e-12;
  const coins = new Float64Array(units.count);
  let asLarge = 0;
  for (let permutation = 0; permutation < permutations; permutation++) {
    tossCoins(coins, rng);
    const difference = Math.abs(differenceWith(spread(units, coins, ofRow)));
    // What is not defined under an exchange speaks for neither side.
    if (!(difference < observed)) asLarge++;
  }
  return (asLarge + 1) / (permutations + 1);
}

function stacked(a: Outcomes, b: Outcomes): Outcomes {
  return {
    nClasses: a.nClasses,
    yTrue: joined(a.yTrue, b.yTrue),
    predictions: {
      values: joined(a.predictions.values, b.predictions.values),
      probabilities: a.predictions.probabilities?.map((column, k) =>
        joined(column, b.predictions.probabilities?.[k] ?? new Float64Array(column.length).fill(Number.NaN)),
      ),
    },
  };
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
