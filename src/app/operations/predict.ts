/** `predict`: batch scoring. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { explained, modelReference, source } from './fields.ts';

export const predict = defineOperation({
  name: 'predict',
  description: 'Score every row of a source with a model, in a stream: memory does not grow with the file.',
  positional: ['model', 'source'],
  input: z.object({
    model: modelReference,
    source,
    output: z
      .string()
      .min(1)
      .default('predictions.csv')
      .describe('File to write: .csv, .tsv, .ndjson, .json or .parquet. Written whole or not at all.'),
    intervals: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Add where the truth is with this chance, such as 0.9: an interval, or a set of classes.'),
    explain: z
      .boolean()
      .default(false)
      .describe('Add what each column contributed to each prediction: in words, and a column per input.'),
    log: z.boolean().default(true).describe('Log each prediction, so that labels can join it later.'),
  }),
  output: z.object({
    rows: z.int(),
    model: z.object({ name: z.string(), version: z.int() }),
    modelVersion: z.int(),
    output: z.string(),
    rowsPerSecond: z.number(),
    explained: explained.optional().describe('How the rows were explained, and the first of them; with --explain.'),
  }),
  access: { role: 'operator', resource: 'model' },
  examples: [
    'modelwright predict flights tomorrow.csv --output scored.csv',
    'modelwright predict flights tomorrow.csv --intervals 0.9',
    'modelwright predict flights tomorrow.csv --explain',
    'modelwright predict flights@3 "day-*.parquet" --output scored.parquet --no-log',
  ],
  async run(platform, input, { onProgress, signal }) {
    const { predictSource } = await import('../predict-source.ts');
    return await predictSource(await platform.store(), { ...input, onProgress, signal });
  },
});
