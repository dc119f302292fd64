/** Epsilon-greedy: mostly the arm with the best mean, sometimes any. */
import { checkParam } from '../../core/check-param.ts';
import { greedyShares } from './arm-shares.ts';
import type { ArmStats } from './arm-stats.ts';

/**
 * With chance `epsilon` any arm, else the one with the greatest mean so far; arms without rewards count as the greatest.
 *
 * @param epsilon from 0 to 1. @throws PARAM_INVALID for another.
 */
export function epsilonGreedyShares(arms: readonly ArmStats[], epsilon = 0.1): number[] {
  checkParam(epsilon >= 0 && epsilon <= 1, 'epsilon', '0 <= epsilon <= 1', epsilon);
  const means = arms.map(({ count, sum }) => (count === 0 ? Number.POSITIVE_INFINITY : sum / count));
  return greedyShares(means).map((share) => epsilon / arms.length + (1 - epsilon) * share);
}
