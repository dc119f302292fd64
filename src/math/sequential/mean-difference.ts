/** The difference of two means with an interval that holds at all times together: for latencies, losses and revenue. */
import { exp } from '../exp.ts';
import { log } from '../log.ts';

/** What is kept of a sample; plain data. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

export const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** The moments of two samples together (Chan, Golub, LeVeque 1979). */
export function addMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (count === 0) return noMoments;
  const gap = b.mean - a.mean;
  const weight = b.count / count;
  return { count, mean: a.mean + gap * weight, squares: a.squares + b.squares + gap * gap * a.count * weight };
}

/** The moments of some values. @param values finite numbers. */
export function momentsOf(values: Iterable<number>): Moments {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    count++;
    const gap = value - mean;
    mean += gap / count;
    squares += gap * (value - mean);
  }
  return { count, mean, squares };
}

export interface MeanDifference {
  /** Mean of the candidate less that of the reference. */
  readonly difference: number;
  /** Holds the true difference at all times together with a chance of 1 - alpha, in large samples. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, of equal means, at any time. */
  readonly pValue: number;
}

export interface MeanDifferenceOptions {
  /** Chance to be wrong ever, in (0, 1); default 0.05. */
  readonly alpha?: number;
  /** How many values of both samples together the interval is tightest at; default 5000. */
  readonly tightestAt?: number;
}

/**
 * Asymptotic confidence sequence of the difference of two means (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2024; tuned and
 * estimated as GrowthBook does). It needs samples of some dozens before it means what it says; for rates of rare events use
 * `addEventRatio`, which is exact.
 *
 * @returns an interval without ends and a p-value of 1 before each sample has 2 values and some spread.
 */
export function meanDifference(
  candidate: Moments,
  reference: Moments,
  { alpha = 0.05, tightestAt = 5000 }: MeanDifferenceOptions = {},
): MeanDifference {
  const difference = candidate.mean - reference.mean;
  const variance = varianceOfMean(candidate) + varianceOfMean(reference);
  if (!(variance > 0 && variance < Number.POSITIVE_INFINITY)) {
    return { difference, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, pValue: 1 };
  }
  const n = candidate.count + reference.count;
  const doubt = -2 * log(alpha);
  // rho^2 n: how much of the mixing normal's variance there is by now.
  const ripeness = ((doubt + log(doubt + 1)) * n) / tightestAt;
  const spread = Math.sqrt(ripeness + 1);
  const halfWidth = Math.sqrt(((2 * variance * (ripeness + 1)) / ripeness) * log(spread / alpha));
  const evidence = (difference * difference * ripeness) / (2 * variance * (ripeness + 1)) - log(spread);
  return { difference, low: difference - halfWidth, high: difference + halfWidth, pValue: Math.min(1, exp(-evidence)) };
}

function varianceOfMean({ count, squares }: Moments): number {
  return count < 2 ? Number.POSITIVE_INFINITY : squares / (count - 1) / count;
}
