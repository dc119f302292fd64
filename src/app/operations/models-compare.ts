/** `models compare`: two models on the same rows. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { estimate, look, modelReference, seed, source } from './fields.ts';

const verdict = z
  .enum(['better', 'worse', 'not_distinguishable'])
  .describe('About the first model; the last does not say that they are equal.');
const pValue = z.number().describe('Two-sided, of no difference.');
const difference = estimate.describe('Paired; positive where the first model is better.');

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

export const modelsCompare = defineOperation({
  name: 'models.compare',
  description:
    'Compare two models on the same labelled rows, in pairs, and write a report; without a source, on a sealed holdout.',
  positional: ['first', 'second', 'source'],
  input: z.object({
    first: modelReference,
    second: modelReference,
    source: source.optional(),
    holdout: modelReference
      .optional()
      .describe('Without a source: the version whose sealed holdout is asked; default the first model.'),
    metric: z
      .string()
      .optional()
      .describe('Metric that the verdict goes by; default what the first model was trained for.'),
    format: z.enum(['html', 'md', 'json']).default('html').describe('Of the report.'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('Report to write, whole or not at all. Default: comparison with the format.'),
    seed,
  }),
  output: z.object({
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
    metrics: z.array(
      z.object({
        name: z.string(),
        direction: z.enum(['maximize', 'minimize']),
        first: estimate,
        second: estimate,
        difference,
        pValue,
        verdict,
      }),
    ),
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
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: [
    'modelwright models compare flights@3 flights@2',
    'modelwright models compare flights@3 flights@2 flights-march.csv --format md --output compared.md',
  ],
  async run(platform, input, { onProgress }) {
    if (input.source !== undefined && input.holdout !== undefined) {
      const { ModelwrightError } = await import('../../core/errors.ts');
      const law = 'either it or a source';
      throw new ModelwrightError('PARAM_INVALID', { name: 'holdout', law, value: input.holdout });
    }
    const { writeComparison } = await import('../write-comparison.ts');
    return await writeComparison(await platform.store(), { ...input, actor: platform.actor, onProgress });
  },
});
