/** Fields about fairness that several operations share. */
import { z } from 'zod';
import { fairnessConstraints } from '../../evaluate/fairness/fairness-constraint.ts';
import { mitigationMethods } from '../../train/mitigation-methods.ts';
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

/** What a mitigation did. */
export const mitigationFields = z
  .object({
    method: z.enum(mitigationMethods),
    constraint: z.string().optional().describe('What thresholds make equal.'),
    columns: z.array(z.string()),
    thresholds: z
      .object({
        positiveClass: z.string(),
        groups: z.array(z.object({ label: z.string(), threshold: z.number() })),
        otherwise: z.number().describe('Threshold of rows of any other group.'),
      })
      .optional(),
    weights: z
      .array(z.object({ label: z.string(), class: z.string(), rows: z.int(), weight: z.number() }))
      .optional()
      .describe('What a training row of a group and class counts.'),
    before: fairnessFields.describe('Without the mitigation, on the same rows.'),
    changes: z
      .array(
        estimate.extend({
          metric: z.string(),
          direction: z.enum(['maximize', 'minimize']),
          before: z.number().nullable(),
          after: z.number().nullable(),
          pValue: z.number(),
          verdict: z.enum(['lift', 'no_lift', 'not_distinguishable']),
        }),
      )
      .describe('With the mitigation less without, paired; positive is better with it.'),
  })
  .describe('What --mitigate did on the judged rows; `fairness` is with it.');

/** `--mitigate thresholds`. */
export const mitigate = z
  .enum(mitigationMethods)
  .optional()
  .describe(
    'Treat the groups of the sensitive columns more alike. reweighing: every fit weighs its rows so that the target does not depend on the group; thresholds: of two classes, a threshold for each group.',
  );

/** `--fairness-constraint equalized_odds`. */
export const fairnessConstraint = z
  .enum(fairnessConstraints)
  .optional()
  .describe(
    'What thresholds make equal: demographic_parity (default) selection rates, equal_opportunity true positive rates, predictive_equality false positive rates, equalized_odds both of these.',
  );

/** `--sensitive sex,race`. */
export const sensitive = z
  .array(z.string().min(1))
  .max(10)
  .default([])
  .meta({ commas: true })
  .describe('Columns by whose groups fairness is judged; default those of the configuration.');
