/** `profile`: what is in a source. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { derive, finding, source } from './fields.ts';

const names = z.array(z.string().min(1)).default([]).meta({ commas: true });

const value = z.union([z.number(), z.string(), z.boolean()]);

const column = z.object({
  name: z.string(),
  kind: z.enum(['number', 'string', 'boolean', 'datetime']),
  role: z.string(),
  missing: z.int().describe('Rows without a value.'),
  distinct: z.int().describe('Distinct present values.'),
  min: value.nullable(),
  max: value.nullable(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  quantiles: z.record(z.string(), value).nullable(),
  top: z.array(z.object({ value, count: z.int() })),
});

export const profile = defineOperation({
  name: 'profile',
  description: 'Show what is in a table: types, roles, missing values, ranges, top values, correlations and findings.',
  positional: ['source'],
  input: z.object({
    source,
    target: z.string().optional().describe('Column to be predicted; adds what matters for it, leaks above all.'),
    timeColumn: z.string().optional().describe('Column with the time of a row: tells past from future.'),
    groupColumn: z.string().optional().describe('Column whose groups never stand on both sides of a split.'),
    exclude: names.describe('Columns that are no features; findings leave them out.'),
    derive,
  }),
  output: z.object({
    rows: z.int(),
    columns: z.array(column),
    correlations: z.array(z.object({ a: z.string(), b: z.string(), value: z.number() })),
    findings: z.array(finding),
    findingsRows: z.int().describe('Rows that the findings are about.'),
    dataHash: z.string(),
  }),
  access: { role: 'viewer', resource: 'data' },
  examples: [
    'modelwright profile penguins.csv',
    'modelwright profile sales.csv --target revenue --time-column date --exclude margin,tax',
    'modelwright profile "flights-*.parquet" --target delay --json',
  ],
  async run(_platform, input, { onProgress, signal }) {
    const [{ resolveSource }, { profileSource }] = await Promise.all([
      import('../../data/source.ts'),
      import('../../data/profile.ts'),
    ]);
    const textColumns = input.target === undefined ? [] : [input.target];
    const plan = await resolveSource(input.source, { derive: input.derive, textColumns });
    const { target, timeColumn, groupColumn, exclude } = input;
    return await profileSource(plan, { target, timeColumn, groupColumn, exclude, onProgress, signal });
  },
});
