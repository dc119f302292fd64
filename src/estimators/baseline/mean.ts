/** The baseline of regression: every row gets the mean (or median) target of the training rows. */
import { z } from 'zod';
import { sum, weightedSum } from '../../math/reduce.ts';
import type { PredictorDefinition } from '../estimator.ts';
import { weightedMedian } from '../weighted-median.ts';

type MeanParams = { readonly strategy: 'mean' | 'median' };
/** One number. */
type MeanState = { readonly value: Float64Array };

export const mean: PredictorDefinition<MeanParams, MeanState> = {
  kind: 'predictor',
  name: 'mean',
  version: 1,
  description: 'Predicts the mean or the median of the training targets.',
  tasks: ['regression'],
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', baseline: true },
  params: z.strictObject({
    strategy: z.enum(['mean', 'median']).default('mean').describe('mean (best for rmse) or median (best for mae)'),
  }),
  state: z.strictObject({ value: z.instanceof(Float64Array).refine((value) => value.length === 1, 'one number') }),

  fit({ y, sampleWeight }, { strategy }) {
    if (strategy === 'median') return { value: Float64Array.of(weightedMedian(y!, sampleWeight)) };
    const value = sampleWeight ? weightedSum(y!, sampleWeight) / sum(sampleWeight) : sum(y!) / y!.length;
    return { value: Float64Array.of(value) };
  },

  predict({ value }, X) {
    return { values: new Float64Array(X.nRows).fill(value[0]) };
  },
};
