/** The combined F-test over five times two-fold cross-validation. */
import { ModelwrightError } from '../../core/errors.ts';
import { fUpperTail } from '../distributions.ts';
import { sum } from '../reduce.ts';
import { pairedDifferences } from './paired-differences.ts';

/** Scores of the two folds of each of five repeats, in order: repeat 1 fold 1, repeat 1 fold 2, repeat 2 fold 1, ... */
const folds = 10;

/**
 * Compares two models by five repeats of two-fold cross-validation (Alpaydin 1999, combined 5x2cv F-test; 10 and 5 degrees of
 * freedom). Which fold of a repeat comes first, and the order of the repeats, do not matter. Needs `distributionsReady()`.
 *
 * @param scoresA, scoresB ten each: both folds of the first repeat, both of the second, and so on.
 * @returns statistic: at least 1/2 by its form, infinite when the folds of each repeat agree, 0 (with pValue 1) when all differences
 *   are 0; pValue: of no difference.
 * @throws SHAPE_MISMATCH for another number of scores than ten, VALUE_INVALID for scores that are not finite.
 */
export function combinedF5x2(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
): { statistic: number; pValue: number } {
  const test = 'combined 5x2cv F-test';
  const differences = pairedDifferences(scoresA, scoresB, { test, pairs: 'folds', least: folds });
  if (differences.length > folds) {
    const law = `${folds} scores, two folds of five repeats`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: test, law, value: `${differences.length}` });
  }
  const squares = sum(differences.map((one) => one * one));
  if (squares === 0) return { statistic: 0, pValue: 1 };
  // The two folds of a repeat have the variance (first - second)^2 / 2, of which the statistic has the double.
  const spread = differences.map((one, i) => (i % 2 === 0 ? one - differences[i + 1] : 0));
  const statistic = squares / sum(spread.map((one) => one * one));
  return { statistic, pValue: statistic === Number.POSITIVE_INFINITY ? 0 : fUpperTail(statistic, 10, 5) };
}
