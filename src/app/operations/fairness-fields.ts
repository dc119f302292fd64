/** Fields about fairness that several operations share. */
import { z } from 'zod';
import { estimate } from './fields.ts';

const interval = z.tuple([z.number(), z.number().nullable()]).describe('95 %; a ratio may have no upper end: null.');
const openEstimate = z.object({ value: z.number().nullable(), ci: interval.nullable() });

const group = z.object({
  values: z.array(z.string()),
  label: z.string(),
  count: z.int(),
  tooSmall: z.boolean().describe('Fewer rows than minSupport: no figures.'),
  metrics: z.record(z.string(), estimate),
});

const comparison = z.object({
  lowest: z.string().nullable(),
  highest: z.string().nullable(),
  groupMin: z.number().nullable(),
  groupMax: z.number().nullable(),
  difference: openEstimate,
  ratio: openEstimate,
  differenceToOverall: openEstimate,
  ratioToOverall: openEstimate,
  leftOut: z.array(z.string()).describe('Groups with too few rows for this figure.'),
});

const parity = z.object({
  demographic_parity_difference: openEstimate,
  demographic_parity_ratio: openEstimate,
  equalized_odds_difference: openEstimate,
  equalized_odds_ratio: openEstimate,
  equal_opportunity_difference: openEstimate,
  equal_opportunity_ratio: openEstimate,
});

/** Figures by the groups of sensitive columns. */
export const fairnessFields = z.object({
  selected: z.string().nullable().describe('Class whose rates are compared.'),
  minSupport: z.int(),
  rows: z.int(),
  overall: z.record(z.string(), estimate),
  by: z
    .array(
      z.object({
        columns: z.array(z.string()),
        missing: z.int().describe('Rows without a value in one of the columns.'),
        groups: z.array(group),
        comparisons: z.record(z.string(), comparison),
        parity: parity.nullable(),
        fourFifths: z
          .object({
            verdict: z.enum(['holds', 'broken', 'not_distinguishable', 'not_comparable']),
            ratio: z.number().nullable(),
            broken: z.array(z.tuple([z.string(), z.string()])),
          })
          .nullable(),
      }),
    )
    .describe('By each column, then by all of them together.'),
});

/** `--sensitive sex,race`. */
export const sensitive = z
  .array(z.string().min(1))
  .max(10)
  .default([])
  .meta({ commas: true })
  .describe('Columns by whose groups fairness is judged; default those of the configuration.');
