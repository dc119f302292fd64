/**
 * How far an honest interval has to reach when what is asked was chosen after earlier answers.
 *
 * A score of a fixed model errs by a projection of the holdout's sampling noise, which is normal and alike in all directions once
 * scores are divided by their standard errors. After k plain answers an asker knows that noise along k directions and can ask next
 * for any mixture of them with something new; however the questions were chosen, the error is at most the length of the noise in
 * k + 1 dimensions. Its 95 % quantile is the root of chi-square's with k + 1 degrees of freedom: Scheffé's simultaneous interval
 * (Scheffé 1953), 1.96 for the first look, and valid for all looks so far at once.
 *
 * Under noise of variance v (in squared standard errors) an answer tells the share 1 / (1 + v) of a direction; the part of the
 * noise that is known then has an expected squared length of `spent`, the rest is as if never asked: 1.96 + sqrt(spent) bounds it.
 */
import { chiSquareUpperQuantile, chiSquareUpperTail, normalCdf, normalQuantile } from '../../math/distributions.ts';
import '../distributions.ts';
import type { HoldoutState } from './holdout-state.ts';

/** 0.975 quantile of the normal distribution: what an ordinary interval reaches. */
export const ordinaryReach = 1.959963984540054;

/** Standard errors that an interval at 95 % has to reach for the next question to a holdout; 1.96 for the first. */
export function reachOf({ spent, allPlain }: HoldoutState): number {
  if (spent === 0) return ordinaryReach;
  return allPlain ? Math.sqrt(chiSquareUpperQuantile(0.05, spent + 1)) : ordinaryReach + Math.sqrt(spent);
}

/**
 * The two-sided p-value of a comparison that was chosen after earlier answers, from the ordinary one. At most 0.05 where the
 * interval of `reachOf` leaves zero out.
 */
export function pValueAfter(state: HoldoutState, pValue: number): number {
  if (state.spent === 0 || pValue >= 1) return pValue;
  const errors = -normalQuantile(pValue / 2);
  if (state.allPlain) return chiSquareUpperTail(errors * errors, state.spent + 1);
  return Math.min(1, 2 * normalCdf(Math.sqrt(state.spent) - errors));
}
