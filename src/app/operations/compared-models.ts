/** What `models compare` answers. */
import { z } from 'zod';
import { estimate, look } from './fields.ts';

/** Of one model beside another. */
export const verdict = z
  .enum(['better', 'worse', 'not_distinguishable'])
  .describe('About the first model; the last does not say that they are equal.');
const pValue = z.number().describe('Two-sided, of no difference.');
const difference = estimate.describe('Paired; positive where the first model is better.');

/** One metric of both models. */
export const comparedMetric = z.object({
  name: z.string(),
  direction: z.enum(['maximize', 'minimize']),
  first: estimate,
  second: estimate,
  difference,
  pValue,
  verdict,
});

const side = z.object({
  name: z.string(),
  version: z.int(),
  artifactHash: z.string(),
  bytes: z.int(),
  latencyUs: z.number().nullable().describe('One row alone, as the training measured it.'),
  calibration: z.object({
    error: z.object({ value: z.number(), ci: estimate.shape.ci.unwrap(), bins: z.int() }).nullable(),
    curve: z.array(
      z.object({
        x: z.number(),
        y: z.number(),
        low: z.number().optional(),
        high: z.number().optional(),
        count: z.int().optional(),
      }),
    ),
  }),
});

/** A comparison of two models, its looks and the file it became. */
export const comparedModels = z.object({
  format: z.literal('modelwright-comparison'),
  formatVersion: z.literal(1),
  first: side,
  second: side,
  task: z.string(),
  target: z.string(),
  metric: z.string(),
  verdict,
  judgedOn: z.string(),
  rows: z.int(),
  seed: z.int(),
  metrics: z.array(comparedMetric),
  slices: z.object({
    metric: z.string(),
    tested: z.int(),
    list: z.array(
      z.object({
        description: z.string(),
        rows: z.int(),
        first: z.number().nullable(),
        second: z.number().nullable(),
        difference,
        pValue,
        qValue: z.number().describe('Adjusted for all parts that were tested.'),
        verdict,
      }),
    ),
  }),
  agreement: z.object({
    sameClass: estimate.nullable(),
    kappa: z.number().nullable(),
    mcnemar: z.object({ onlyFirst: z.int(), onlySecond: z.int(), pValue }).nullable(),
    correlation: z.number().nullable(),
    meanDifference: z.number().nullable(),
  }),
  notes: z.array(z.string()),
  looks: z.array(look).optional().describe('Looks at the sealed holdout, of the first and of the second model.'),
  output: z.string(),
  bytes: z.int(),
});
