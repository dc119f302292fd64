/** Parameters of the trees around boosting; names and defaults follow scikit-learn. */
import { z } from 'zod';

const growthParams = {
  maxDepth: z.int().min(-1).max(1000).default(-1).describe('most splits above a leaf; -1 or 0: no limit'),
  minSamplesSplit: z
    .int()
    .min(2)
    .max(1_000_000_000)
    .default(2)
    .describe('fewest training rows in a node that is split'),
  minSamplesLeaf: z.int().min(1).max(1_000_000_000).default(1).describe('fewest training rows in a leaf'),
  classWeight: z
    .enum(['none', 'balanced'])
    .default('none')
    .describe('balanced: rows of a class weigh in inverse proportion to their number'),
  maxBins: z.int().min(2).max(255).default(255).describe('most bins per column, besides the one for missing values'),
  catSmooth: z
    .number()
    .min(0)
    .max(1e9)
    .default(5)
    .describe('prior added when categories are ordered, and fewest rows of a category in a set'),
};

const maxFeatures = (standard: 'auto' | 'all') =>
  z
    .union([z.enum(['auto', 'sqrt', 'log2', 'all']), z.number().min(0.001).max(1)])
    .default(standard)
    .describe('columns tried per split: a share, or a function of their number; auto: sqrt for classes, else all');

export const decisionTreeParams = z.strictObject({ ...growthParams, maxFeatures: maxFeatures('all') });

const forestParams = (bootstrap: boolean) =>
  z.strictObject({
    nEstimators: z.int().min(1).max(100_000).default(100).describe('number of trees'),
    ...growthParams,
    maxFeatures: maxFeatures('auto'),
    bootstrap: z.boolean().default(bootstrap).describe('each tree learns from rows drawn with return, else from all'),
    maxSamples: z.number().min(0.001).max(1).default(1).describe('rows drawn for a tree, as a share of all rows'),
    outOfBag: z
      .boolean()
      .default(false)
      .describe('also predict every training row with the trees that did not draw it; needs bootstrap'),
  });

export const randomForestParams = forestParams(true);
export const extraTreesParams = forestParams(false);

export type ForestParams = z.infer<typeof randomForestParams>;

/** How many columns are tried per split. */
export function featuresTried(of: ForestParams['maxFeatures'], nFeatures: number, isRegression: boolean): number {
  const named = of === 'auto' ? (isRegression ? 'all' : 'sqrt') : of;
  if (named === 'all') return Math.max(1, nFeatures);
  if (named === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(nFeatures)));
  if (named === 'log2') return Math.max(1, 31 - Math.clz32(Math.max(1, nFeatures)));
  return Math.max(1, Math.floor(named * nFeatures));
}
