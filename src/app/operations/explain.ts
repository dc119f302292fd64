/** `explain`: what a model relies on. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { estimate, explained, modelReference, seed, source } from './fields.ts';

export const explain = defineOperation({
  name: 'explain',
  description: 'Show what a model relies on over the rows of a source, and write a page with pictures.',
  positional: ['model', 'source'],
  input: z.object({
    model: modelReference,
    source,
    output: z.string().min(1).default('explanation.html').describe('Page to write. Written whole or not at all.'),
    rows: z.int().min(10).max(2000).default(200).describe('Rows to explain, drawn by the seed; fewer for slow models.'),
    repeats: z.int().min(1).max(100).default(5).describe('Shuffles per column, where the source has the target.'),
    seed,
  }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    rows: z.int().describe('Rows of the source.'),
    explained: explained.omit({ rows: true }).extend({
      of: z.string().optional().describe('Class whose score is explained; absent for regression.'),
      rows: z.int().describe('Rows that were explained.'),
      importance: z
        .array(z.object({ column: z.string(), value: z.number(), ci: estimate.shape.ci }))
        .describe('Mean size of what each column adds, in the scale, largest first.'),
    }),
    permutation: z
      .object({
        metric: z.string(),
        columns: z.array(estimate.extend({ feature: z.string(), pValue: z.number().nullable() })),
      })
      .optional()
      .describe('Loss of the metric when a column is shuffled; absent without the target.'),
    interactions: z
      .array(
        z.object({
          columns: z.array(z.string()),
          h: z.number().describe('Part of the effect of both that is no sum of their own, as a root; 0 for none.'),
          strength: z.number().describe('The same in the unit of the prediction, or in probability.'),
        }),
      )
      .describe('Pairs of the columns relied on most, the strongest first (Friedman and Popescu).'),
    surrogate: z
      .object({
        r2: z.number().nullable().describe('Share of the variance of the predictions that the rules explain.'),
        agreement: z.number().nullable().describe('Share of rows for which the rules name the same class.'),
        rows: z.int().describe('Rows that judged the rules, which were made from others.'),
        isClasses: z.boolean(),
        rules: z.array(z.object({ conditions: z.array(z.string()), share: z.number(), value: z.string() })),
      })
      .optional()
      .describe('A small tree that imitates the model; absent for fewer than 60 rows.'),
    output: z.string(),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright explain flights flights.csv', 'modelwright explain flights@3 test.parquet --output why.html'],
  async run(platform, input, { onProgress }) {
    const { explainOnSource } = await import('../explain-on-source.ts');
    return await explainOnSource(await platform.store(), { ...input, onProgress });
  },
});
