/** Exp3: for rewards that follow no law, not even by an adversary. */
import { checkParam } from '../../core/check-param.ts';
import { exp } from '../../math/exp.ts';
import { checkArm, mostArms } from './arm-stats.ts';

/** Plain data: travels as JSON and comes back equal. */
export interface Exp3State {
  /** Share of draws that go to any arm, in (0, 1]. */
  readonly exploration: number;
  /** Natural logarithms of the weights; the greatest is 0. */
  readonly logWeights: readonly number[];
}

/** @param arms 2 to 100; @param exploration in (0, 1]. @throws PARAM_INVALID for others. */
export function startExp3(arms: number, exploration = 0.1): Exp3State {
  checkParam(Number.isInteger(arms) && arms >= 2 && arms <= mostArms, 'arms', `2 to ${mostArms}`, arms);
  checkParam(exploration > 0 && exploration <= 1, 'exploration', '0 < exploration <= 1', exploration);
  return { exploration, logWeights: new Array<number>(arms).fill(0) };
}

/** The chances of Exp3 (Auer, Cesa-Bianchi, Freund, Schapire 2002): shares of the weights, mixed with equal ones. */
export function exp3Shares({ exploration, logWeights }: Exp3State): number[] {
  const weights = logWeights.map((value) => exp(value));
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => (1 - exploration) * (weight / total) + exploration / weights.length);
}

/**
 * One reward more, which may come late: it is divided by the chance that its arm was drawn with then.
 *
 * @param arm, propensity of the choice. @param reward in [0, 1]. @throws PARAM_INVALID for others.
 */
export function recordExp3Reward(
  { exploration, logWeights }: Exp3State,
  { arm, propensity }: { readonly arm: number; readonly propensity: number },
  reward: number,
): Exp3State {
  checkArm(arm, logWeights.length);
  checkParam(propensity > 0 && propensity <= 1, 'propensity', '0 < propensity <= 1', propensity);
  checkParam(reward >= 0 && reward <= 1, 'reward', '0 <= reward <= 1', reward);
  const gained = (exploration * reward) / (propensity * logWeights.length);
  const raised = logWeights.with(arm, logWeights[arm] + gained);
  const most = Math.max(...raised);
  return { exploration, logWeights: raised.map((value) => value - most) };
}
