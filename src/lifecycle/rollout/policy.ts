/** What a rollout is declared to do: strategy, pace, and the guardrails that stop it. */
import { z } from 'zod';

const reaction = (standard: 'rollback' | 'pause' | 'warn') =>
  z
    .enum(['rollback', 'pause', 'warn', 'off'])
    .default(standard)
    .describe('What follows: traffic back to the champion, no further step, or a note.');
const ratio = (standard: number) => z.number().min(1).max(100).default(standard);
const share = z.number().gt(0).lt(1);

const guardrails = z
  .strictObject({
    errors: z
      .strictObject({
        allowedRatio: ratio(1.25).describe("Times the champion's share of failed answers that is still allowed."),
        ignoredRate: z
          .number()
          .min(0)
          .max(0.5)
          .default(0.001)
          .describe('A share of failures up to here is never acted upon.'),
        limit: share.default(0.05).describe('Greatest share of failures while there is no champion to compare with.'),
        action: reaction('rollback'),
      })
      .prefault({}),
    invalid: z
      .strictObject({
        allowedRatio: ratio(1).describe("Times the champion's share of answers that are no number or no class."),
        limit: share.default(0.01),
        action: reaction('rollback'),
      })
      .prefault({})
      .describe('Answers that are NaN, infinite or empty.'),
    latency: z
      .strictObject({
        allowedSlowdown: z
          .number()
          .min(1)
          .max(32)
          .default(1.5)
          .describe('How many times slower answers may be, at any quantile.'),
        action: reaction('rollback'),
      })
      .prefault({}),
    constant: z
      .strictObject({
        leastVariation: share
          .default(0.2)
          .describe("How often answers must differ from the usual one, as a share of how often the champion's do."),
        action: reaction('rollback'),
      })
      .prefault({})
      .describe('A model that answers (nearly) always the same.'),
    wrong: z
      .strictObject({
        allowedRatio: ratio(1).describe("Times the champion's share of wrong answers, once labels arrive."),
        leastLabels: z
          .int()
          .min(1)
          .max(1e9)
          .default(50)
          .describe('Labels of the candidate before anything is concluded.'),
        action: reaction('rollback'),
      })
      .prefault({}),
    outputs: z
      .strictObject({ action: reaction('warn') })
      .prefault({})
      .describe('Any other distribution of answers: a better model has one too, so it is told and not acted upon.'),
    arrivals: z
      .strictObject({ action: reaction('pause') })
      .prefault({})
      .describe('Units that do not arrive in the shares that were asked for (sample ratio mismatch).'),
    exposures: z
      .strictObject({
        limit: share.default(0.01).describe('Greatest share of units that may have seen more than one variant.'),
        action: reaction('warn'),
      })
      .prefault({}),
    silence: z
      .strictObject({
        seconds: z
          .int()
          .min(10)
          .max(86_400)
          .default(300)
          .describe('Without an answer of a candidate that has traffic.'),
        action: reaction('warn'),
      })
      .prefault({}),
  })
  .prefault({});

const pace = {
  leastSeconds: z.int().min(1).max(2_592_000).default(300).describe('Least time of each step.'),
  leastRequests: z.int().min(0).max(1e9).default(1000).describe('Least answers of the candidate in each step.'),
};

const common = {
  unit: z
    .union([
      z.strictObject({ column: z.string().min(1).max(200) }),
      z.strictObject({ header: z.string().regex(/^[a-z0-9-]{1,100}$/) }),
    ])
    .optional()
    .describe(
      'What sticks to a variant: the value of a column or of a request header (in lower case); else each request by itself.',
    ),
  override: z
    .boolean()
    .default(false)
    .describe(
      'A request may name its variant in the header `modelwright-variant`, for tests; such answers are not counted.',
    ),
  falseAlarmRate: z
    .number()
    .min(0.0001)
    .max(0.1)
    .default(0.01)
    .describe('Chance that an innocent candidate is ever stopped, over all guardrails and the whole rollout.'),
  outputBins: z.int().min(1).max(64).default(20).describe('Classes, or bins of numbers, that answers are counted in.'),
  guardrails,
};

const reward = z
  .enum(['correct', 'label'])
  .default('correct')
  .describe('Reward of an answer whose label arrives: 1 when it was right, or the label itself, a number from 0 to 1.');
const exploring = {
  leastShare: z.number().min(0).max(0.05).default(0.01).describe('No variant under way has less of the traffic.'),
  updateSeconds: z.int().min(1).max(604_800).default(60).describe('Time between two changes of shares.'),
  reward,
};

const ramp = z
  .array(share.or(z.literal(1)))
  .min(1)
  .max(20)
  .refine(
    (steps) => steps.every((step, i) => i === 0 || step > steps[i - 1]),
    'each step must be above the one before',
  );

export const rolloutPolicySchema = z.discriminatedUnion('strategy', [
  z.strictObject({
    strategy: z.literal('shadow'),
    mirror: z.number().gt(0).max(1).default(1).describe('Share of requests that the candidate answers unseen.'),
    ...pace,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('canary'),
    steps: ramp.default([0.01, 0.05, 0.1, 0.25, 0.5, 1]).describe('Share of traffic of each step, rising.'),
    control: z
      .enum(['all', 'equal'])
      .default('all')
      .describe('Compare with all traffic of the champion, or with a control of its own as large as the canary.'),
    ...pace,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('blue_green'),
    observeSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('How long the champion is watched before the switch.'),
    ...pace,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('ab'),
    weights: z
      .array(z.number().gt(0).max(1e6))
      .min(2)
      .max(20)
      .describe('Of the champion and of each candidate, in their order.'),
    ...pace,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('bandit'),
    algorithm: z.enum(['thompson', 'ucb1', 'epsilon_greedy']).default('thompson'),
    topTwo: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('Of thompson: chance of the best arm of a draw, else the best other one.'),
    epsilon: z.number().min(0).max(1).default(0.1).describe('Of epsilon_greedy: share that goes to any variant.'),
    leastRewards: z.int().min(1).max(1e9).default(100).describe('Rewards of each variant before shares move.'),
    ...exploring,
    ...pace,
    ...common,
  }),
  z.strictObject({
    strategy: z.literal('contextual_bandit'),
    columns: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(16)
      .refine((columns) => new Set(columns).size === columns.length, 'columns must differ from each other')
      .describe('Columns of the row that say which variant is best for it: numbers, or true and false.'),
    exploration: z
      .number()
      .min(0)
      .max(100)
      .default(1)
      .describe('Times the standard error that is added to the reward that a variant is expected to bring (LinUCB).'),
    ...exploring,
    ...pace,
    ...common,
  }),
]);

/** A policy with all its defaults. */
export type RolloutPolicy = z.infer<typeof rolloutPolicySchema>;
/** A policy as it is written. */
export type RolloutPolicyInput = z.input<typeof rolloutPolicySchema>;
export type GuardrailName = keyof RolloutPolicy['guardrails'];
