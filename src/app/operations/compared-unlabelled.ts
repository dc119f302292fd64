/** What `models compare` answers about two models without a target. */
import { z } from 'zod';
import { comparedMetric, verdict } from './compared-models.ts';
import { estimate } from './fields.ts';

const side = z.object({
  name: z.string(),
  version: z.int(),
  artifactHash: z.string(),
  bytes: z.int(),
  method: z.string().nullable().describe('What was chosen in training.'),
  stability: z.number().nullable().describe('How far models of other rows agreed with it in training.'),
  inputs: z.array(z.string()),
});

const figures = z.array(z.object({ name: z.string(), first: estimate, second: estimate }));
const count = z.int();

const detectors = z
  .object({
    rankCorrelation: estimate.describe('Spearman’s, of the scores.'),
    overlap: estimate.describe('Rows that both flag among those that either flags.'),
    overlapByChance: z.number().nullable().describe('The overlap of two such shares of the rows by chance.'),
    both: count.describe('Rows that both flag.'),
    onlyFirst: count,
    onlySecond: count,
    neither: count,
    pValue: z.number().describe('Two-sided, of equal shares of flags.'),
    contamination: z.tuple([z.number(), z.number()]).describe('The share that each was asked to flag.'),
    scores: z
      .array(z.object({ x: z.number(), y: z.number() }))
      .describe('Scores of a sample of the rows by the first and by the second model.'),
  })
  .describe('Of anomaly models.');

const clusters = z
  .object({
    adjustedRand: estimate.describe('1 for the same groups, about 0 for unrelated ones.'),
    adjustedMutualInformation: estimate,
    first: z.array(z.string()).describe('Names of the clusters.'),
    second: z.array(z.string()),
    counts: z.array(z.array(count)).describe('Rows by cluster of the first, then of the second.'),
  })
  .describe('Of cluster models.');

/** A comparison of two models without a target and the file it became. */
export const comparedUnlabelled = z.object({
  format: z.literal('modelwright-unlabelled-comparison'),
  formatVersion: z.literal(1),
  first: side,
  second: side,
  task: z.enum(['anomaly', 'cluster']),
  judgedOn: z.string(),
  rows: count,
  seed: z.int(),
  verdict: verdict.nullable(),
  figures: figures.describe('Without a label: shares of flags, or how far the clusters lie apart.'),
  detectors: detectors.optional(),
  clusters: clusters.optional(),
  label: z
    .object({
      column: z.string(),
      rows: count.describe('Rows that say what they are.'),
      positive: z.string().optional().describe('Text of an anomaly.'),
      anomalies: count.optional(),
      metrics: z.array(comparedMetric).optional().describe('Of anomaly models, in pairs.'),
      figures: figures.optional().describe('Of cluster models: agreement with the label.'),
    })
    .optional()
    .describe('By a column that says what rows really are.'),
  notes: z.array(z.string()),
  output: z.string(),
  bytes: z.int(),
});
