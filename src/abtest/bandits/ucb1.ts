/** UCB1: the arm whose mean could be the greatest. */
import { checkParam } from '../../core/check-param.ts';
import { log } from '../../math/log.ts';
import { greedyShares, withLeastShare } from './arm-shares.ts';
import type { ArmStats } from './arm-stats.ts';

export interface Ucb1Options {
  /** Times sqrt(ln(draws) / count) that is added to a mean; default sqrt(2), for rewards in [0, 1]. */
  readonly exploration?: number;
  /** No arm is drawn with less than this chance; default 0, as published: then the propensity of what is drawn is 1. */
  readonly leastShare?: number;
}

/**
 * UCB1 (Auer, Cesa-Bianchi, Fischer 2002): all chance for the arm with the greatest upper bound; arms without rewards first, equally.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function ucb1Shares(
  arms: readonly ArmStats[],
  { exploration = Math.SQRT2, leastShare = 0 }: Ucb1Options = {},
): number[] {
  checkParam(exploration >= 0, 'exploration', 'a number >= 0', exploration);
  let draws = 0;
  for (const { count } of arms) draws += count;
  const scores = arms.map(({ count, sum }) =>
    count === 0 ? Number.POSITIVE_INFINITY : sum / count + exploration * Math.sqrt(log(draws) / count),
  );
  return withLeastShare(greedyShares(scores), leastShare);
}
