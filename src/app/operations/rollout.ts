/** `rollout ...`: traffic that moves to a new version step by step, and back by itself. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { modelName, reason } from './fields.ts';

const rollouts = () => import('../rollouts.ts');

const rate = z.number().nullable();
const phase = z.enum(['running', 'paused', 'ready', 'promoted', 'rolled_back', 'aborted', 'passed']);

const described = z.object({
  rolloutId: z.string(),
  model: z.string(),
  strategy: z.string(),
  phase,
  settled: z.boolean().describe('Nothing is left to do: servers go by the alias again.'),
  reason: z.string(),
  startedAt: z.string(),
  startedBy: z.string(),
  endedAt: z.string().nullable(),
  step: z.object({
    number: z.int(),
    of: z.int(),
    seconds: z.int(),
    leastSeconds: z.int(),
    answers: z.int(),
    leastAnswers: z.int(),
  }),
  variants: z.array(
    z.object({
      variant: z.string(),
      version: z.string(),
      role: z.enum(['champion', 'control', 'candidate']),
      share: z.number().describe('Of traffic, from 0 to 1.'),
      mirrored: z.number().describe('Share of requests that it answers unseen.'),
      droppedBy: z.string().nullable().describe('The guardrail that took its traffic away.'),
      seen: z
        .object({
          answers: z.int(),
          errorRate: rate,
          invalidRate: rate.describe('Of answers that are no number or no class.'),
          p50Ms: rate,
          p99Ms: rate,
          labels: z.int(),
          wrongRate: rate,
        })
        .nullable()
        .describe('Null for a champion that a control stands for.'),
      rewards: z.object({ count: z.number(), mean: rate }).optional(),
    }),
  ),
  guardrails: z.array(
    z.object({
      variant: z.string(),
      guardrail: z.string(),
      verdict: z.enum(['fine', 'suspicious', 'warn', 'pause', 'rollback', 'off']),
      pValue: z.number(),
      actsBelow: z.number(),
      rate: z.number().optional(),
      referenceRate: z.number().optional(),
      detectableRatio: rate.optional().describe('Times the champion that would have been found in 4 of 5 rollouts.'),
    }),
  ),
  findings: z.array(z.object({ guardrail: z.string(), variant: z.string(), action: z.string(), at: z.string() })),
  units: z.object({ seen: z.int(), several: z.int() }),
  shadow: z
    .object({
      pairs: z.int(),
      equal: rate.describe('Share of requests that champion and shadow answered alike.'),
      meanDistance: rate,
      greatestDistance: z.number(),
      notMirrored: z.int().describe('Requests that were left out because the shadow was busy.'),
    })
    .optional(),
  history: z.array(
    z.object({ at: z.string(), actor: z.string(), event: z.string(), details: z.record(z.string(), z.unknown()) }),
  ),
});

const version = z.int().min(1).optional().describe('Version to promote; default the only candidate.');

export const rolloutStart = defineOperation({
  name: 'rollout.start',
  description: 'Move traffic to versions step by step; servers watch, and take it back by themselves.',
  positional: ['candidates'],
  input: z.object({
    candidates: z.array(z.string().min(1)).min(1).max(19).describe('Versions of one model, such as flights@3.'),
    strategy: z
      .enum(['shadow', 'canary', 'blue_green', 'ab', 'bandit', 'contextual_bandit'])
      .optional()
      .describe('How traffic moves; default canary, or what --policy says.'),
    steps: z
      .array(z.coerce.number().gt(0).max(100))
      .optional()
      .meta({ commas: true })
      .describe('Of canary: percent of traffic of each step; default 1,5,10,25,50,100.'),
    stepSeconds: z.int().min(1).max(2_592_000).optional().describe('Least time of each step; default 300.'),
    stepRequests: z.int().min(0).max(1e9).optional().describe('Least answers of each step; default 1000.'),
    unitHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,100}$/)
      .optional()
      .describe('Request header whose value sticks to a version.'),
    unitColumn: z.string().min(1).max(200).optional().describe('Column whose value sticks to a version.'),
    weights: z
      .array(z.coerce.number().gt(0))
      .optional()
      .meta({ commas: true })
      .describe('Of ab: weight of the champion and of each candidate.'),
    columns: z
      .array(z.string().min(1))
      .optional()
      .meta({ commas: true })
      .describe('Of contextual_bandit: columns that say which version is best for a row.'),
    policy: z.string().min(1).optional().describe('JSON file with the whole policy, guardrails included; flags win.'),
    reason: reason.default('a new version'),
    force: z.boolean().default(false).describe('Also versions that may not become champion.'),
  }),
  output: described,
  access: { role: 'admin', resource: 'model' },
  examples: [
    'modelwright rollout start flights@3',
    'modelwright rollout start flights@3 --steps 5,25,100 --step-seconds 600 --unit-header x-customer',
    'modelwright rollout start flights@3 --strategy shadow --step-requests 5000',
    'modelwright rollout start flights@3 flights@4 --strategy ab --weights 2,1,1',
  ],
  async run(platform, input) {
    const { startRolloutOf } = await rollouts();
    const { candidates, reason: why, force, policy: file, ...typed } = input;
    return await startRolloutOf(platform, { candidates, policy: { file, ...typed }, reason: why, force });
  },
});

export const rolloutStatus = defineOperation({
  name: 'rollout.status',
  description: 'Show the rollout of a model: shares, what each version did, what the guardrails know, what happened.',
  positional: ['model'],
  input: z.object({ model: modelName }),
  output: described,
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright rollout status flights', 'modelwright rollout status flights --json'],
  async run(platform, input) {
    const { rolloutStatus: status } = await rollouts();
    return await status(await platform.store(), input.model);
  },
});

export const rolloutList = defineOperation({
  name: 'rollout.list',
  description: 'List rollouts, the newest first.',
  positional: [],
  input: z.object({
    model: modelName.optional().describe('Only of this model.'),
    limit: z.int().min(1).max(1000).default(50).describe('At most this many.'),
  }),
  output: z.object({
    rollouts: z.array(
      z.object({
        rolloutId: z.string(),
        model: z.string(),
        strategy: z.string(),
        phase,
        champion: z.string(),
        candidates: z.array(z.string()),
        startedAt: z.string(),
        startedBy: z.string(),
        endedAt: z.string().nullable(),
      }),
    ),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright rollout list', 'modelwright rollout list --model flights'],
  async run(platform, input) {
    const { listRollouts } = await rollouts();
    return { rollouts: await listRollouts(await platform.store(), input) };
  },
});

export const rolloutPromote = defineOperation({
  name: 'rollout.promote',
  description: 'End the rollout now and make a candidate champion; servers follow within a second.',
  positional: ['model'],
  input: z.object({
    model: modelName,
    version,
    reason: reason.default('promoted by hand'),
    force: z.boolean().default(false).describe('Also a version that may not become champion.'),
  }),
  output: described,
  access: { role: 'admin', resource: 'model' },
  examples: ['modelwright rollout promote flights', 'modelwright rollout promote flights --version 4'],
  async run(platform, { force, ...input }) {
    const { moveRollout } = await rollouts();
    const { actor } = platform;
    return await moveRollout(await platform.store(), { ...input, kind: 'promote', actor, ...(force && { force }) });
  },
});

export const rolloutPause = defineOperation({
  name: 'rollout.pause',
  description: 'Keep the shares as they are; guardrails still watch.',
  positional: ['model'],
  input: z.object({ model: modelName, reason: reason.default('paused by hand') }),
  output: described,
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright rollout pause flights --reason "a sale begins"'],
  async run(platform, input) {
    const { moveRollout } = await rollouts();
    return await moveRollout(await platform.store(), { ...input, kind: 'pause', actor: platform.actor });
  },
});

export const rolloutResume = defineOperation({
  name: 'rollout.resume',
  description: 'Let a paused rollout go on.',
  positional: ['model'],
  input: z.object({ model: modelName, reason: reason.default('resumed by hand') }),
  output: described,
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright rollout resume flights'],
  async run(platform, input) {
    const { moveRollout } = await rollouts();
    return await moveRollout(await platform.store(), { ...input, kind: 'resume', actor: platform.actor });
  },
});

export const rolloutAbort = defineOperation({
  name: 'rollout.abort',
  description: 'End the rollout now; the champion gets all traffic within a second.',
  positional: ['model'],
  input: z.object({ model: modelName, reason: reason.default('aborted by hand') }),
  output: described,
  access: { role: 'operator', resource: 'model' },
  examples: ['modelwright rollout abort flights --reason complaints'],
  async run(platform, input) {
    const { moveRollout } = await rollouts();
    return await moveRollout(await platform.store(), { ...input, kind: 'abort', actor: platform.actor });
  },
});
