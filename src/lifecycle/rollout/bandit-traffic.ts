/** The shares of a rollout that follows rewards. */
import { withLeastShare } from '../../abtest/bandits/arm-shares.ts';
import type { ArmStats } from '../../abtest/bandits/arm-stats.ts';
import { epsilonGreedyShares } from '../../abtest/bandits/epsilon-greedy.ts';
import { thompsonShares } from '../../abtest/bandits/thompson.ts';
import { ucb1Shares } from '../../abtest/bandits/ucb1.ts';
import type { Counts } from './counts.ts';
import type { RolloutPolicy } from './policy.ts';
import { type RolloutState, type RolloutVariant, wholeTraffic } from './state.ts';

type Bandit = NonNullable<RolloutState['bandit']>;
type BanditPolicy = Extract<RolloutPolicy, { strategy: 'bandit' }>;

/** Equal shares, nothing known. */
export function startBandit(variants: readonly RolloutVariant[]): Bandit {
  const millionths = variants.map(() => Math.floor(wholeTraffic / variants.length));
  return { arms: variants.map(() => ({ count: 0, sum: 0, squares: 0 })), millionths, sinceMs: 0 };
}

/** Rewards that arrived, of each variant. */
export function rewarded(bandit: Bandit, seen: readonly (Counts | undefined)[]): Bandit {
  const arms = bandit.arms.map(({ count, sum, squares }, i) => {
    const { rewards = 0, rewardSum = 0 } = seen[i] ?? {};
    return { count: count + rewards, sum: sum + rewardSum, squares };
  });
  return { ...bandit, arms };
}

/** New shares when it is time for them. Needs `distributionsReady()`. */
export function reweighed(bandit: Bandit, policy: BanditPolicy, variants: readonly RolloutVariant[]): Bandit {
  if (bandit.sinceMs < policy.updateSeconds * 1000) return bandit;
  const places = variants.flatMap(({ dropped }, place) => (dropped === undefined ? [place] : []));
  const arms = places.map((place) => bandit.arms[place]);
  const shares = arms.some(({ count }) => count < policy.leastRewards)
    ? arms.map(() => 1 / arms.length)
    : sharesOf(arms, policy);
  const millionths = variants.map(() => 0);
  withLeastShare(shares, policy.leastShare).forEach((share, i) => {
    millionths[places[i]] = Math.floor(share * wholeTraffic);
  });
  const isSame = millionths.every((value, i) => value === bandit.millionths[i]);
  return { ...bandit, millionths: isSame ? bandit.millionths : millionths, sinceMs: 0 };
}

function sharesOf(arms: readonly ArmStats[], { algorithm, topTwo, epsilon }: BanditPolicy): number[] {
  switch (algorithm) {
    case 'thompson':
      return thompsonShares(arms, { topTwo, leastShare: 0 });
    case 'ucb1':
      return ucb1Shares(arms);
    case 'epsilon_greedy':
      return epsilonGreedyShares(arms, epsilon);
  }
}
