/** The test of Diebold and Mariano for two forecasts. */
import { ModelwrightError } from '../../core/errors.ts';
import { studentTCdf } from '../distributions.ts';
import { mean } from '../reduce.ts';
import { pairedDifferences } from './paired-differences.ts';

export interface DieboldMarianoOptions {
  /** Steps ahead that both models forecast; a whole number from 1 (default) to the number of losses less 1. */
  readonly horizon?: number;
}

export interface DieboldMarianoResult {
  /** Mean loss of the first forecast less that of the second: negative when the first is better. */
  readonly difference: number;
  /** The corrected statistic, to be read as Student's t: infinite when all differences are equal and not 0. */
  readonly statistic: number;
  /** Number of losses less 1. */
  readonly df: number;
  /** Two-sided, of equal expected loss. */
  readonly pValue: number;
  /** Weights of the autocovariances: `bartlett` only where `uniform` ones leave no positive variance. */
  readonly weights: 'uniform' | 'bartlett';
}

/**
 * Compares two forecasts of one series by their losses (Diebold, Mariano 1995), with the correction for short series of Harvey,
 * Leybourne and Newbold (1997). Errors of forecasts h steps ahead are taken to depend on the h - 1 before. Their autocovariances
 * enter with weight 1; where these do not sum to a positive variance, with Bartlett's weights, which do (Newey, West 1987).
 * Needs `distributionsReady()`.
 *
 * @param lossesA, lossesB one per forecast in the order of time, for example squared errors; two or more.
 * @returns pValue 1 when all differences are 0.
 * @throws SHAPE_MISMATCH for lengths that differ or fewer than two losses, VALUE_INVALID for losses that are not finite, PARAM_INVALID.
 */
export function dieboldMariano(
  lossesA: ArrayLike<number>,
  lossesB: ArrayLike<number>,
  { horizon = 1 }: DieboldMarianoOptions = {},
): DieboldMarianoResult {
  const differences = pairedDifferences(lossesA, lossesB, { test: 'Diebold-Mariano test', pairs: 'losses', least: 2 });
  const n = differences.length;
  const df = n - 1;
  if (!Number.isInteger(horizon) || horizon < 1 || horizon >= n) {
    const law = `a whole number from 1 to ${df}`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'horizon', law, value: `${horizon}` });
  }
  if (differences.every((one) => one === differences[0])) {
    const difference = differences[0];
    const statistic = difference === 0 ? 0 : difference / 0;
    return { difference, statistic, df, pValue: difference === 0 ? 1 : 0, weights: 'uniform' };
  }
  const difference = mean(differences);
  const covariances = autocovariances(
    differences.map((one) => one - difference),
    horizon,
  );
  const uniform = longRunVariance(covariances, () => 1);
  const weights = uniform > 0 ? 'uniform' : 'bartlett';
  const variance = uniform > 0 ? uniform : longRunVariance(covariances, (lag) => 1 - lag / horizon);
  const correction = (n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n;
  const statistic = difference * Math.sqrt((correction * n) / variance);
  return { difference, statistic, df, pValue: 2 * studentTCdf(-Math.abs(statistic), df), weights };
}

/** Of lags 0 to count - 1, each over n. */
function autocovariances(centred: Float64Array, count: number): number[] {
  return Array.from({ length: count }, (_, lag) =>
    mean(centred.map((one, t) => (t < lag ? 0 : one * centred[t - lag]))),
  );
}

function longRunVariance(covariances: readonly number[], weight: (lag: number) => number): number {
  return covariances.reduce((total, value, lag) => total + (lag === 0 ? value : 2 * weight(lag) * value), 0);
}
