/** A rollout whose variants are chosen by the row: what LinUCB has learned, and the copy of it that servers choose by. */
import { type LinUcbState, linUcbShares, recordLinUcbReward, startLinUcb } from '../../abtest/bandits/lin-ucb.ts';
import type { RewardInContext } from './events.ts';
import type { RolloutPolicy } from './policy.ts';
import type { RolloutVariant } from './state.ts';

/** Plain data: travels as JSON and comes back equal. Its size depends on the columns alone, however many rewards come. */
export interface Contextual {
  readonly learned: LinUcbState;
  /** What was learned when servers were last told. */
  readonly served: LinUcbState;
  readonly sinceMs: number;
}

type ContextualPolicy = Extract<RolloutPolicy, { strategy: 'contextual_bandit' }>;

/** Knows nothing yet. Contexts hold a constant one and the columns. */
export function startContextual(variants: readonly RolloutVariant[], { columns }: ContextualPolicy): Contextual {
  const nothing = startLinUcb(variants.length, columns.length + 1);
  return { learned: nothing, served: nothing, sinceMs: 0 };
}

/** Rewards that arrived; those of no variant, or with another context, say nothing. */
export function taught(
  contextual: Contextual,
  rewards: readonly RewardInContext[],
  variants: readonly RolloutVariant[],
): Contextual {
  let { learned } = contextual;
  for (const { variant, context, reward } of rewards) {
    const arm = variants.findIndex(({ name }) => name === variant);
    if (arm >= 0 && context.length === learned.features) learned = recordLinUcbReward(learned, arm, context, reward);
  }
  return { ...contextual, learned };
}

/** Tells servers what is known when it is time to. */
export function retold(contextual: Contextual, { updateSeconds }: ContextualPolicy): Contextual {
  const { learned, served, sinceMs } = contextual;
  if (sinceMs < updateSeconds * 1000) return contextual;
  return { learned, served: learned === served ? served : learned, sinceMs: 0 };
}

/**
 * The chances of the variants in one context.
 *
 * @param isOpen whether the variant of that place takes part. @param context of `contextOf`.
 */
export function contextShares(
  served: LinUcbState,
  isOpen: readonly boolean[],
  context: readonly number[],
  { exploration, leastShare }: Pick<ContextualPolicy, 'exploration' | 'leastShare'>,
): number[] {
  const arms = served.arms.filter((_, place) => isOpen[place]);
  const shares = linUcbShares({ ...served, arms }, context, { exploration, leastShare });
  let next = 0;
  return isOpen.map((open) => (open ? shares[next++] : 0));
}

/** How far a column is from its usual value, in its usual spreads. */
export interface ColumnScale {
  readonly column: string;
  readonly mean: number;
  readonly spread: number;
}

/** Farther from the usual than this counts as this, so that one row cannot outweigh all others. */
const farthest = 5;

/** The context of a row: one, then each column on its scale. Missing values and texts are where the usual value is. */
export function contextOf(scales: readonly ColumnScale[], read: (column: string) => unknown): number[] {
  const scaled = scales.map(({ column, mean, spread }) => {
    const value = read(column);
    const number = typeof value === 'boolean' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return 0;
    return Math.max(-farthest, Math.min(farthest, (number - mean) / spread));
  });
  return [1, ...scaled];
}
