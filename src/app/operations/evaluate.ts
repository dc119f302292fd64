/** `evaluate`: all metrics of a model on labelled data. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { estimate, modelReference, seed, source } from './fields.ts';

export const evaluate = defineOperation({
  name: 'evaluate',
  description: 'Score a model on labelled data: every metric of its task with a 95 % interval.',
  positional: ['model', 'source'],
  input: z.object({ model: modelReference, source, seed }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    rows: z.int().describe('Rows with a target.'),
    left: z
      .object({ missingTarget: z.int(), unknownClass: z.int() })
      .describe('Rows without a target, and rows whose target the model does not know; they are not scored.'),
    metrics: z.record(z.string(), estimate),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright evaluate flights flights-march.csv', 'modelwright evaluate flights@3 test.parquet --json'],
  async run(platform, input, { onProgress }) {
    const { evaluateOnSource } = await import('../evaluate-on-source.ts');
    return await evaluateOnSource(await platform.store(), { ...input, onProgress });
  },
});
