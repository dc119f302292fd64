/** The Bayesian correlated t-test with a region of practical equivalence. */
import { ModelwrightError } from '../../core/errors.ts';
import { studentTCdf } from '../distributions.ts';
import { correctedMean, type FoldSizes } from './corrected-mean.ts';

export interface BayesianCorrelatedTOptions extends FoldSizes {
  /** Half width of the region of practical equivalence, in the unit of the scores, 0 or more: 0.01 is a common choice for accuracy. */
  readonly rope: number;
}

/** Three probabilities that add up to 1. */
export interface BayesianCorrelatedTResult {
  /** Mean score of the first model less that of the second. */
  readonly difference: number;
  /** That the difference is below -rope: where a higher score is better, the second model is better in practice. */
  readonly left: number;
  /** That the models are equal in practice. */
  readonly rope: number;
  /** That the difference is above rope. */
  readonly right: number;
}

/**
 * How probable it is, after the scores of two models on the same folds, that one of them is better by more than matters
 * (Corani, Benavoli 2015; Benavoli, Corani, Demsar, Zaffalon 2017): the posterior of the mean difference is Student's t around the
 * observed one, with folds correlated by nTest / (nTrain + nTest). Needs `distributionsReady()`.
 *
 * @param scoresA, scoresB one per fold, of every repeat; two or more, in the same order.
 * @returns all mass in one place when all differences are equal: in `rope` when they are 0.
 * @throws SHAPE_MISMATCH for lengths that differ or fewer than two folds, VALUE_INVALID for scores that are not finite, PARAM_INVALID.
 * @example
 * await distributionsReady();
 * bayesianCorrelatedT([0.81, 0.83, 0.79], [0.8, 0.8, 0.78], { nTrain: 200, nTest: 100, rope: 0.01 }).right; // 0.7041
 */
export function bayesianCorrelatedT(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  { nTrain, nTest, rope }: BayesianCorrelatedTOptions,
): BayesianCorrelatedTResult {
  if (!(rope >= 0 && Number.isFinite(rope))) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'rope', law: 'rope >= 0', value: `${rope}` });
  }
  const scores = { a: scoresA, b: scoresB };
  const { difference, standardError, df } = correctedMean(scores, { nTrain, nTest }, 'Bayesian correlated t-test');
  if (standardError === 0) {
    const left = difference < -rope ? 1 : 0;
    const right = difference > rope ? 1 : 0;
    return { difference, left, rope: 1 - left - right, right };
  }
  const left = studentTCdf((-rope - difference) / standardError, df);
  const right = studentTCdf((difference - rope) / standardError, df);
  return { difference, left, rope: Math.max(0, 1 - left - right), right };
}
