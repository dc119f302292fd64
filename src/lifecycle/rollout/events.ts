/** What happens to a rollout, and what it wants done in answer. */
import { z } from 'zod';
import { variantCountsSchema } from './counts.ts';
import type { Finding, RolloutPhase } from './state.ts';
import type { Traffic } from './traffic.ts';

const by = {
  token: z.int().min(0).describe('Fencing token of the controller that sends this: grows with every new leader.'),
  now: z.number().min(0).max(8.64e15).describe('Milliseconds since 1970.'),
};

/** One reward of a contextual bandit, and the row's context that it came in. */
const rewardInContextSchema = z.strictObject({
  variant: z.string().min(1).max(300),
  context: z.array(z.number().min(-1e6).max(1e6)).min(1).max(32),
  reward: z.number().min(0).max(1),
});
export type RewardInContext = z.infer<typeof rewardInContextSchema>;

export const rolloutEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tick'), ...by }),
  z.strictObject({
    kind: z.literal('observation'),
    ...by,
    sequence: z.int().min(1).describe('Grows by observation: one that is told twice counts once.'),
    counts: z.array(variantCountsSchema).max(50),
    severalUnits: z.int().min(0).max(1e12).default(0).describe('Units found to have seen more than one variant.'),
    inContext: z.array(rewardInContextSchema).max(5000).optional().describe('Rewards of a contextual bandit.'),
  }),
  z.strictObject({ kind: z.literal('pause'), ...by }),
  z.strictObject({ kind: z.literal('resume'), ...by }),
  z.strictObject({ kind: z.literal('abort'), ...by }),
  z.strictObject({ kind: z.literal('promote'), ...by, version: z.string().min(1).max(300) }),
  z.strictObject({ kind: z.literal('recover'), ...by }).describe('A controller takes over, or starts again.'),
]);

export type RolloutEvent = z.infer<typeof rolloutEventSchema>;

/**
 * What to do, in this order. `route` and `promote` carry token and revision: who carries them out refuses what is older than what
 * it has, so that two controllers, or one that was killed and started again, end where the stored state says.
 */
export type RolloutAction =
  | { readonly kind: 'route'; readonly token: number; readonly revision: number; readonly traffic: Traffic }
  | { readonly kind: 'promote'; readonly token: number; readonly revision: number; readonly version: string }
  | { readonly kind: 'found'; readonly finding: Finding }
  | { readonly kind: 'phase'; readonly phase: RolloutPhase }
  | { readonly kind: 'refused'; readonly reason: 'stale_token' | 'not_under_way' | 'not_paused' | 'not_a_candidate' };
