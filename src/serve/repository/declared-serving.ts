/**
 * What a project says about serving: which models, which of their versions, what they must answer before they are
 * ready, and what clients may ask.
 */
import { z } from 'zod';
import { webhooksSchema } from '../../jobs/webhooks/declared-webhooks.ts';
import { nativeSchema } from '../../native/declared-native.ts';
import { cacheSchema } from '../answer-cache/declared-cache.ts';
import { fallbackSchema } from '../fallback/declared-fallback.ts';
import { limitsSchema } from './declared-limits.ts';
import { memorySchema } from './declared-memory.ts';
import { versionPolicySchema } from './version-policy.ts';

const warmUpSchema = z.strictObject({
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .max(1000)
    .default([])
    .describe('Rows as requests bring them. A version that refuses one is never ready.'),
  rowMs: z
    .number()
    .positive()
    .optional()
    .describe('Milliseconds that a row may take, as the median of the warm-up. A slower version is never ready.'),
});

/** Processes of one server at most. */
export const mostWorkers = 256;

export const servingSchema = z.strictObject({
  workers: z
    .union([z.int().min(1).max(mostWorkers), z.literal('auto')])
    .optional()
    .describe('Processes that share the ports; auto: one for each core; default: one.'),
  limits: limitsSchema.default({}).describe('What clients may ask of the server.'),
  webhooks: webhooksSchema.default({}),
  memory: memorySchema.prefault({}).describe('How many models are held in memory.'),
  control: z
    .enum(['registry', 'explicit'])
    .default('registry')
    .describe('Whether every model of the registry is served, or those that were loaded by request or by name.'),
  load: z
    .array(z.string().min(1))
    .max(10_000)
    .default([])
    .describe('With explicit control: models that are loaded when the server starts; "*" is all of them.'),
  models: z
    .record(
      z.string().min(1),
      z.strictObject({
        versions: versionPolicySchema.optional(),
        warmUp: warmUpSchema.optional().describe('What a version must do before it answers, besides its golden rows.'),
        cache: cacheSchema
          .optional()
          .describe('Give answers again to the same rows; default: every request is predicted.'),
        fallback: fallbackSchema.optional().describe('Who answers for a version that fails; default: nobody.'),
        native: nativeSchema
          .optional()
          .describe('How an ONNX model runs: its processes, their limits, and which requests run together.'),
      }),
    )
    .default({})
    .describe('Settings of single models, by name.'),
});

/** What a project says about serving, with its defaults. */
export type DeclaredServing = z.output<typeof servingSchema>;

export type DeclaredWarmUp = z.output<typeof warmUpSchema>;

/** What holds where a project says nothing. */
export const defaultServing: DeclaredServing = servingSchema.parse({});
