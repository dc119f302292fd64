/**
 * Parameters of histogram gradient boosting; names and defaults follow LightGBM, but for minDataPerGroup, whose 100 there
 * keeps strong categories out of models of a few hundred rows, and lambdaL2, 0 there (see tree-params.ts).
 */
import { z } from 'zod';
import { metrics } from '../../metrics/index.ts';

/** What boosting can minimise. */
export const objectiveNames = [
  'l2',
  'l1',
  'huber',
  'quantile',
  'poisson',
  'gamma',
  'tweedie',
  'lambdarank',
  'binary',
  'multiclass',
] as const;

export const gbdtParams = z
  .strictObject({
    nEstimators: z.int().min(1).max(100_000).default(100).describe('most boosting iterations; one tree per class each'),
    objective: z
      .enum(['auto', ...objectiveNames])
      .default('auto')
      .describe(
        'loss; auto: l2 for regression, binary or multiclass for classes; poisson, gamma and tweedie: log link; lambdarank: regression of relevances 0 to 31 by groups',
      ),
    huberAlpha: z
      .number()
      .min(1e-9)
      .max(1e300)
      .default(0.9)
      .describe('huber: error, in the unit of y, beyond which it is linear'),
    quantileAlpha: z.number().gt(0).lt(1).default(0.5).describe('quantile: which one to predict'),
    poissonMaxDeltaStep: z.number().min(0).max(100).default(0.7).describe('poisson: the larger, the shorter the steps'),
    tweedieVariancePower: z
      .number()
      .gt(1)
      .lt(2)
      .default(1.5)
      .describe('tweedie: the variance grows like the mean to this power'),
    lambdarankTruncationLevel: z
      .int()
      .min(1)
      .max(10_000)
      .default(30)
      .describe('lambdarank: first places of a query that count'),
    lambdarankNorm: z.boolean().default(true).describe('lambdarank: weighs queries alike'),
    classWeight: z
      .enum(['none', 'balanced'])
      .default('none')
      .describe('balanced: rows are weighted so that every class has the same share'),
    scalePosWeight: z.number().min(1e-9).max(1e9).default(1).describe('factor on the weights of class 1 of two'),
    boosting: z
      .enum(['gbdt', 'dart', 'goss'])
      .default('gbdt')
      .describe(
        'dart: earlier trees are dropped at random while a tree is learned; goss: rows with small gradients are sampled',
      ),
    topRate: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.2)
      .describe('goss: share of rows, those of the largest gradients, that stays'),
    otherRate: z.number().min(0.001).max(1).default(0.1).describe('goss: share of rows that is drawn from the others'),
    dropRate: z.number().min(0).max(1).default(0.1).describe('dart: share of the earlier iterations that is dropped'),
    maxDrop: z.int().min(1).max(100_000).default(50).describe('dart: most iterations that are dropped at once'),
    skipDrop: z.number().min(0).max(1).default(0.5).describe('dart: chance that an iteration drops none'),
    learningRate: z.number().min(1e-6).max(1).default(0.1).describe('factor on every leaf value'),
    numLeaves: z.int().min(2).max(4096).default(31).describe('most leaves per tree'),
    maxDepth: z.int().min(-1).max(64).default(-1).describe('most splits above a leaf; -1 or 0: no limit'),
    minChildSamples: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .default(20)
      .describe('fewest training rows in a leaf, both by number and by their share of the second derivatives'),
    minChildWeight: z.number().min(0).max(1e9).default(1e-3).describe('smallest sum of second derivatives in a leaf'),
    minSplitGain: z.number().min(0).max(1e9).default(0).describe('a split must gain more than this'),
    lambdaL1: z.number().min(0).max(1e9).default(0).describe('L1 penalty on leaf values'),
    lambdaL2: z
      .union([z.number().min(0).max(1e9), z.literal('auto')])
      .default('auto')
      .describe('L2 penalty on leaf values; auto: 0.1 for classes, else 0'),
    subsample: z.number().min(0.01).max(1).default(1).describe('share of rows drawn, without return, for an iteration'),
    subsampleFreq: z.int().min(1).max(100_000).default(1).describe('iterations for which a share of rows is drawn'),
    extraTrees: z
      .boolean()
      .default(false)
      .describe('each column of a leaf offers one split drawn at random, instead of the best of all'),
    featureFraction: z.number().min(0.01).max(1).default(1).describe('share of columns drawn for a tree'),
    maxBins: z.int().min(2).max(255).default(255).describe('most bins per column, besides the one for missing values'),
    earlyStoppingRounds: z
      .int()
      .min(0)
      .max(100_000)
      .default(0)
      .describe(
        'stop after this many iterations without a better score on the watched rows and keep the best; 0: never',
      ),
    earlyStoppingMetric: z
      .enum(['loss', ...metrics.map(({ name }) => name)])
      .default('loss')
      .describe('what is watched: the loss, or a metric by its name'),
    earlyStoppingMinDelta: z
      .number()
      .min(0)
      .max(1e300)
      .default(0)
      .describe('a better score is better by more than this'),
    growth: z
      .enum(['leaf', 'depth', 'symmetric'])
      .default('leaf')
      .describe(
        'which leaf is split next: the one that gains most, or of those nearest to the root; symmetric: all leaves of a level by one split, in 6 levels unless maxDepth says otherwise, while numLeaves has room for all of the next level',
      ),
    randomStrength: z
      .number()
      .min(0)
      .max(100)
      // Filled in, it would be part of the key by which members of ensembles draw, and change what earlier builds made.
      .optional()
      .meta({
        default: 0,
        description:
          'symmetric growth: how much chance joins in the choice of a split, in deviations of the derivatives; less with every iteration',
      }),
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
      .default(10)
      .describe('prior added when categories are ordered, and fewest rows of a category in a set'),
    catL2: z.number().min(0).max(1e9).default(10).describe('further L2 penalty on splits by sets of categories'),
    minDataPerGroup: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .default(20)
      .describe(
        'fewest rows per step of a category scan, by their share of the second derivatives; growth symmetric orders categories once, without it',
      ),
    maxCatThreshold: z.int().min(1).max(255).default(32).describe('most categories on the smaller side of a split'),
  })
  .refine(({ boosting, earlyStoppingRounds }) => boosting !== 'dart' || earlyStoppingRounds === 0, {
    path: ['earlyStoppingRounds'],
    message: '0 with boosting dart, whose earlier trees go on changing',
  })
  .refine(({ boosting, subsample }) => boosting !== 'goss' || subsample === 1, {
    path: ['subsample'],
    message: '1 with boosting goss, which draws rows itself',
  })
  .refine(({ growth, extraTrees }) => growth !== 'symmetric' || !extraTrees, {
    path: ['extraTrees'],
    message: 'false with growth symmetric, which compares all splits of a column',
  })
  .refine(({ growth, randomStrength }) => growth === 'symmetric' || !randomStrength, {
    path: ['randomStrength'],
    message: '0 unless growth is symmetric',
  })
  .refine(({ topRate, otherRate }) => topRate + otherRate <= 1, {
    path: ['otherRate'],
    message: 'topRate + otherRate <= 1',
  });

export type GbdtParams = z.infer<typeof gbdtParams>;
