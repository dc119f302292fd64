/** From scores of arms to the chances that they are drawn with, and the draw. */
import { checkParam } from '../../core/check-param.ts';

export interface ArmChoice {
  readonly arm: number;
  /** The chance with which this arm was drawn: log it beside the decision. */
  readonly propensity: number;
}

/**
 * Draws an arm. The chances are the propensities, whatever method they come from: what is logged is exact by construction.
 *
 * @param shares chances that sum to 1. @param uniform in [0, 1): `rng.uniform()`, or a unit's hash, so that it sticks.
 */
export function chooseArm(shares: readonly number[], uniform: number): ArmChoice {
  checkParam(uniform >= 0 && uniform < 1, 'uniform', '0 <= uniform < 1', uniform);
  let upTo = 0;
  let last = 0;
  for (let arm = 0; arm < shares.length; arm++) {
    if (!(shares[arm] > 0)) continue;
    last = arm;
    upTo += shares[arm];
    if (uniform < upTo) break;
  }
  return { arm: last, propensity: shares[last] };
}

/** All chance for the arms with the greatest score, equal among them. */
export function greedyShares(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const winners = scores.filter((score) => score === most).length;
  return scores.map((score) => (score === most ? 1 / winners : 0));
}

/**
 * Gives every arm at least `least`; the others keep their proportions.
 *
 * @param shares chances that sum to 1. @param least from 0 to 1 / arms.
 */
export function withLeastShare(shares: readonly number[], least: number): number[] {
  checkParam(least >= 0 && least * shares.length <= 1, 'leastShare', `0 <= leastShare <= 1/${shares.length}`, least);
  const isRaised = shares.map(() => false);
  for (;;) {
    const raised = isRaised.filter(Boolean).length;
    let others = 0;
    for (let arm = 0; arm < shares.length; arm++) if (!isRaised[arm]) others += shares[arm];
    const scale = others > 0 ? (1 - raised * least) / others : 0;
    const below = shares.findIndex((share, arm) => !isRaised[arm] && share * scale < least);
    if (below < 0) return shares.map((share, arm) => (isRaised[arm] ? least : share * scale));
    isRaised[below] = true;
  }
}
