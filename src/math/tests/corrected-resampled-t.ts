/** The corrected resampled t-test of two models over the folds of cross-validation. */
import { ModelwrightError } from '../../core/errors.ts';
import { studentTCdf, studentTQuantile } from '../distributions.ts';
import { correctedMean, type FoldSizes } from './corrected-mean.ts';

export interface CorrectedResampledTOptions extends FoldSizes {
  /** Confidence of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

export interface CorrectedResampledTResult {
  /** Mean score of the first model less that of the second. */
  readonly difference: number;
  /** Of `difference`. */
  readonly ci: readonly [number, number];
  /** Student's t: infinite when all differences are equal and not 0. */
  readonly statistic: number;
  /** Folds less 1. */
  readonly df: number;
  /** Two-sided, of no difference. */
  readonly pValue: number;
}

/**
 * Compares two models by their scores on the same folds of (repeated) cross-validation or random splits, allowing for training sets
 * that overlap (Nadeau, Bengio 2003; for repeated cross-validation Bouckaert, Frank 2004). Needs `distributionsReady()`.
 *
 * @param scoresA, scoresB one per fold, of every repeat; two or more, in the same order.
 * @param options for k folds of n rows nTrain is n (k - 1) / k and nTest n / k.
 * @returns pValue 1 and ci [0, 0] when all differences are 0.
 * @throws SHAPE_MISMATCH for lengths that differ or fewer than two folds, VALUE_INVALID for scores that are not finite, PARAM_INVALID.
 * @example
 * await distributionsReady();
 * correctedResampledT([0.81, 0.83, 0.79], [0.8, 0.8, 0.78], { nTrain: 200, nTest: 100 }).pValue; // 0.2546
 */
export function correctedResampledT(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  { nTrain, nTest, level = 0.95 }: CorrectedResampledTOptions,
): CorrectedResampledTResult {
  if (!(level > 0 && level < 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'level', law: '0 < level < 1', value: `${level}` });
  }
  const scores = { a: scoresA, b: scoresB };
  const { difference, standardError, df } = correctedMean(scores, { nTrain, nTest }, 'corrected resampled t-test');
  const statistic = difference === 0 ? 0 : difference / standardError;
  const half = standardError === 0 ? 0 : studentTQuantile(0.5 + level / 2, df) * standardError;
  const pValue = 2 * studentTCdf(-Math.abs(statistic), df);
  return { difference, ci: [difference - half, difference + half], statistic, df, pValue };
}
