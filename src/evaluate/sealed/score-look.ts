/**
 * A look that shows one score alone: what agents and programs ask for, again and again. The first looks are plain. Later ones go
 * through Thresholdout (Dwork, Feldman, Hardt, Pitassi, Reingold, Roth, "The reusable holdout", Science 2015): a score that the
 * asker claims, from training rows or cross-validation, is confirmed when the holdout does not contradict it, and hardly anything
 * is given away; else the holdout's score is told under noise.
 *
 * All noise is normal and in units of the score's standard error. Costs bound what an answer tells, as the Fisher information about
 * the holdout's error in its direction:
 *
 * - a score under noise of 2 standard errors: 1 / (1 + 4);
 * - a comparison with a claim under noise of 1: most when the claim is chosen to be contradicted about as often as not. Whatever the
 *   chance p of that, the information, phi(u)^2 / (p (1 - p)) / 2 with u the normal quantile of p, is below 0.04 + 1.7 p with the
 *   score that is then told included. So a confirmation costs 0.04 and a contradiction 1.75.
 */

import { log } from '../../math/log.ts';
import { pow } from '../../math/pow.ts';
import type { Rng } from '../../math/rng.ts';
import type { Score } from '../evaluation.ts';
import type { HoldoutState, LookOutcome } from './holdout-state.ts';
import { centreOf, plainCost, widened } from './plain-look.ts';
import { ordinaryReach, reachOf } from './reach.ts';

/** Figures in standard errors. */
const threshold = 4;
const answerNoise = 2;

const confirmedCost = 0.04;
const contradictedCost = 1.75;
const noisedCost = 1 / (1 + answerNoise * answerNoise);

/** Of the budget, what is spent on plain scores before noise begins: at most ten looks, at most half. */
const plainLooks = 10;

export interface ScoreQuestion {
  /** The plain score with its ordinary interval. */
  readonly score: Score;
  /** Every defined value of the metric lies within. */
  readonly bounds: readonly [low: number, high: number];
  /** What the asker believes the score to be, such as the cross-validated one. */
  readonly claim?: number;
  readonly budget: number;
  /** Keyed by the holdout and the number of the look. */
  readonly rng: Rng;
}

export interface ScoreAnswer {
  readonly score: Score;
  readonly outcome: LookOutcome;
  readonly cost: number;
}

/** Answers the next question to a holdout. A score without an interval has no scale for noise: after the plain looks it is withheld. */
export function scoreLook(state: HoldoutState, question: ScoreQuestion): ScoreAnswer {
  const { score, bounds, claim, budget, rng } = question;
  if (state.spent < Math.max(1, Math.min(plainLooks, budget / 2))) {
    return { score: widened(state, score, bounds), outcome: 'plain', cost: plainCost };
  }
  const { value, ci } = score;
  if (value === null || ci === null || !(ci[0] < ci[1])) {
    return { score: { value: null, ci: null }, outcome: 'noised', cost: noisedCost };
  }
  const error = coarse((ci[1] - ci[0]) / (2 * ordinaryReach));
  const known = reachOf({ ...state, allPlain: false });
  const answer = (centre: number, reach: number): Score => ({
    value: Math.min(bounds[1], Math.max(bounds[0], centre)),
    ci: [Math.max(bounds[0], centre - reach * error), Math.min(bounds[1], centre + reach * error)],
  });
  if (claim !== undefined) {
    const apart = Math.abs(claim - centreOf(value, ci)) / error + rng.split('comparison').normal();
    if (apart < threshold)
      return { score: answer(claim, threshold + known), outcome: 'confirmed', cost: confirmedCost };
  }
  const told = centreOf(value, ci) + answerNoise * error * rng.split('answer').normal();
  const beyond = ordinaryReach * (Math.sqrt(1 + answerNoise * answerNoise) - 1);
  return {
    score: answer(told, known + beyond),
    outcome: 'noised',
    cost: claim === undefined ? noisedCost : contradictedCost,
  };
}

/** The next larger step of a scale of a fifth: the width of an interval must not tell what its centre hides. */
function coarse(error: number): number {
  return pow(1.2, Math.ceil(log(error) / log(1.2)));
}
