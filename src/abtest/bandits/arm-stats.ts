/** What most bandits remember of an arm: how often it was rewarded, how much, and how unevenly. */
import { checkParam } from '../../core/check-param.ts';

/** Most arms of a bandit. */
export const mostArms = 100;

/** Plain data: travels as JSON and comes back equal. */
export interface ArmStats {
  readonly count: number;
  readonly sum: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

/** Arms that were never drawn. @param arms 2 to 100. @throws PARAM_INVALID for another number. */
export function startArms(arms: number): readonly ArmStats[] {
  checkParam(Number.isInteger(arms) && arms >= 2 && arms <= mostArms, 'arms', `2 to ${mostArms}`, arms);
  return Array.from({ length: arms }, () => ({ count: 0, sum: 0, squares: 0 }));
}

/**
 * One reward more. Rewards may come late and in any order.
 *
 * @param arm 0 .. arms - 1. @param reward a finite number. @throws PARAM_INVALID for others.
 */
export function recordReward(arms: readonly ArmStats[], arm: number, reward: number): readonly ArmStats[] {
  checkArm(arm, arms.length);
  checkParam(Number.isFinite(reward), 'reward', 'a finite number', reward);
  const { count, sum, squares } = arms[arm];
  const before = count === 0 ? reward : sum / count;
  const after = (sum + reward) / (count + 1);
  const changed = { count: count + 1, sum: sum + reward, squares: squares + (reward - before) * (reward - after) };
  return arms.with(arm, changed);
}

/** @throws PARAM_INVALID unless `arm` is a place among so many. */
export function checkArm(arm: number, arms: number): void {
  checkParam(Number.isInteger(arm) && arm >= 0 && arm < arms, 'arm', `a whole number from 0 to ${arms - 1}`, arm);
}
