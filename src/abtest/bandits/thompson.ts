/** Thompson sampling: arms are drawn as often as they are believed to be the best. */
import { checkParam } from '../../core/check-param.ts';
import { withLeastShare } from './arm-shares.ts';
import type { ArmStats } from './arm-stats.ts';
import { type Belief, bestArmChances, betaBelief, normalBelief } from './best-arm-chances.ts';

export interface ThompsonOptions {
  /**
   * `binary` (default): rewards in [0, 1], uniform prior, beta posterior. `normal`: any numbers, a normal posterior of the mean from
   * the sample's own deviation; arms are drawn equally until each has `leastCount` rewards.
   */
  readonly reward?: 'binary' | 'normal';
  /** Chance that the best arm by this draw is taken, else the best of the others: 0.5 finds the best arm faster; default 1. */
  readonly topTwo?: number;
  /** No arm is drawn with less than this chance, so that every propensity can be divided by; default 0.01. */
  readonly leastShare?: number;
  /** Rewards of each arm before shares move at all; default 0 for `binary`, 2 for `normal`, which is its least. */
  readonly leastCount?: number;
}

/**
 * The chances of Thompson sampling (Thompson 1933), by quadrature instead of by drawing, so that they can be logged; with `topTwo`
 * those of top-two Thompson sampling (Russo 2020) in closed form from them. Needs `distributionsReady()`.
 *
 * @returns one chance per arm; they sum to 1.
 * @throws PARAM_INVALID for options out of range or, with `binary`, rewards outside [0, 1].
 */
export function thompsonShares(
  arms: readonly ArmStats[],
  { reward = 'binary', topTwo = 1, leastShare = 0.01, leastCount = 0 }: ThompsonOptions = {},
): number[] {
  checkParam(topTwo > 0 && topTwo <= 1, 'topTwo', '0 < topTwo <= 1', topTwo);
  const least = reward === 'normal' ? Math.max(2, leastCount) : leastCount;
  if (arms.some(({ count }) => count < least)) return arms.map(() => 1 / arms.length);
  const best = bestArmChances(arms.map(reward === 'normal' ? normalPosterior : betaPosterior));
  return withLeastShare(topTwo < 1 ? topTwoShares(best, topTwo) : best, leastShare);
}

function betaPosterior({ count, sum }: ArmStats): Belief {
  checkParam(sum >= 0 && sum <= count, 'reward', '0 <= reward <= 1', count === 0 ? sum : sum / count);
  return betaBelief(1 + sum, 1 + count - sum);
}

/** Rewards without any spread are taken to have the rounding of their mean. */
function normalPosterior({ count, sum, squares }: ArmStats): Belief {
  const mean = sum / count;
  const deviation = Math.sqrt(squares / (count - 1) / count);
  return normalBelief(mean, Math.max(deviation, 1e-9 * Math.max(1, Math.abs(mean))));
}

/** With chance b the best arm, else the first other one in repeated draws: a_i (b + (1 - b) sum over j != i of a_j / (1 - a_j)). */
function topTwoShares(best: readonly number[], topTwo: number): number[] {
  return best.map((chance, i) => {
    let second = 0;
    best.forEach((first, j) => {
      if (j === i) return;
      const others = sumWithout(best, j);
      // Where one arm is certain, nothing is known of who comes second.
      second += others > 0 ? (first * chance) / others : first / (best.length - 1);
    });
    return topTwo * chance + (1 - topTwo) * second;
  });
}

function sumWithout(values: readonly number[], left: number): number {
  let total = 0;
  values.forEach((value, i) => {
    if (i !== left) total += value;
  });
  return total;
}
