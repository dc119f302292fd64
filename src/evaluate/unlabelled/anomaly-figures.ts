/** What the scores of rows say without a label: how many are flagged, and whether the rows are as usual as those learned from. */
import { normalQuantile } from '../../math/distributions.ts';
import { sortedCopy } from '../../math/quantile.ts';
import { mean, variance } from '../../math/reduce.ts';
import { betaBinomialTest } from '../../math/tests/beta-binomial.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Score } from '../evaluation.ts';

export interface AnomalyFigures {
  /** Share of rows that count as anomalies, with Wilson's interval. */
  readonly flagged: Score;
  /** Chance of so many or so few flags, or of more extreme numbers, if the rows were like the training rows. */
  readonly pValue: number;
  /** Chance that a row is stranger than a training row, of equals the half; 0.5 for rows like the training rows. */
  readonly stranger: Score;
}

/**
 * Compares scores with what rows like the training rows have: the score is the share of held-out training rows that are less strange,
 * so that it is even over (0, 1), but for the chance in the rows that made the scale. Needs `distributionsReady()`.
 *
 * @param scores in (0, 1); @param flags 1 for an anomaly; both nRows >= 1.
 * @param expected share of rows like the training rows that is to be flagged, in (0, 1).
 * @param scaleRows training rows that the scale was made of, >= 1.
 */
export function anomalyFigures(
  scores: Float64Array,
  flags: Float64Array,
  { expected, scaleRows }: { readonly expected: number; readonly scaleRows: number },
): AnomalyFigures {
  const n = flags.length;
  const count = flags.reduce((total, flag) => total + flag, 0);
  const places = scaleRows + 1;
  return {
    flagged: { value: count / n, ci: wilsonInterval(count, n), method: 'wilson' },
    pValue: betaBinomialTest(count, n, expected * places, (1 - expected) * places),
    stranger: strangerThanTraining(scores, scaleRows),
  };
}

/** The area under the ROC curve of new rows against training rows, with DeLong's interval (DeLong and others 1988). */
function strangerThanTraining(scores: Float64Array, scaleRows: number): Score {
  const n = scores.length;
  const value = mean(scores);
  if (n < 2) return { value, ci: null };
  // The share of new scores above a training score u, which is even over (0, 1): its mean and mean square are sums of order statistics.
  const sorted = sortedCopy(scores);
  let square = 0;
  for (let i = 0; i < n; i++) square += ((2 * (n - i) - 1) / n) * (sorted[i] / n);
  const ofTraining = Math.max(0, square - value * value);
  const half = normalQuantile(0.975) * Math.sqrt(variance(scores) / n + ofTraining / scaleRows);
  return { value, ci: [Math.max(0, value - half), Math.min(1, value + half)], method: 'delong' };
}
