/**
 * Parameters of histogram gradient boosting; names and defaults follow LightGBM, but for catSmooth and minDataPerGroup:
 * its 10 and 100 keep strong categories out of models of a few hundred rows.
 */
import { z } from 'zod';

export const gbdtParams = z.strictObject({
  nEstimators: z.int().min(1).max(100_000).default(100).describe('most boosting iterations; one tree per class each'),
  learningRate: z.number().min(1e-6).max(1).default(0.1).describe('factor on every leaf value'),
  numLeaves: z.int().min(2).max(4096).default(31).describe('most leaves per tree'),
  maxDepth: z.int().min(-1).max(64).default(-1).describe('most splits above a leaf; -1 or 0: no limit'),
  minChildSamples: z.int().min(1).max(1_000_000_000).default(20).describe('fewest training rows in a leaf'),
  minChildWeight: z.number().min(0).max(1e9).default(1e-3).describe('smallest sum of second derivatives in a leaf'),
  minSplitGain: z.number().min(0).max(1e9).default(0).describe('a split must gain more than this'),
  lambdaL1: z.number().min(0).max(1e9).default(0).describe('L1 penalty on leaf values'),
  lambdaL2: z.number().min(0).max(1e9).default(0).describe('L2 penalty on leaf values'),
  subsample: z.number().min(0.01).max(1).default(1).describe('share of rows drawn, without return, for an iteration'),
  featureFraction: z.number().min(0.01).max(1).default(1).describe('share of columns drawn for a tree'),
  maxBins: z.int().min(2).max(255).default(255).describe('most bins per column, besides the one for missing values'),
  earlyStoppingRounds: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('stop after this many iterations without a better loss on the watched rows and keep the best; 0: never'),
  growth: z
    .enum(['leaf', 'depth'])
    .default('leaf')
    .describe('which leaf is split next: the one that gains most, or of those nearest to the root'),
  monotone: z
    .record(z.string(), z.union([z.literal(-1), z.literal(1)]))
    .default({})
    .describe('number columns along which predictions only rise (1) or only fall (-1)'),
  interactions: z
    .array(z.array(z.string()).min(1))
    .default([])
    .describe(
      'groups of columns that may meet on a way from the root; a column in no group meets none; empty: all may',
    ),
  maxCatToOnehot: z.int().min(1).max(255).default(4).describe('columns of at most so many categories split one off'),
  catSmooth: z
    .number()
    .min(0)
    .max(1e9)
    .default(5)
    .describe('prior added when categories are ordered, and fewest rows of a category in a set'),
  catL2: z.number().min(0).max(1e9).default(10).describe('further L2 penalty on splits by sets of categories'),
  minDataPerGroup: z.int().min(1).max(1_000_000_000).default(10).describe('fewest rows per step of a category scan'),
  maxCatThreshold: z.int().min(1).max(255).default(32).describe('most categories on the smaller side of a split'),
});

export type GbdtParams = z.infer<typeof gbdtParams>;
