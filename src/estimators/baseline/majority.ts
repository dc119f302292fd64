/** The baseline of classification: every row gets the class shares of the training rows, and so the most frequent class. */
import { z } from 'zod';
import { classPredictions } from '../class-predictions.ts';
import type { PredictorDefinition } from '../estimator.ts';

type MajorityParams = Record<string, never>;
/** One share per class; they sum to 1. */
type MajorityState = { readonly shares: Float64Array };

export const majority: PredictorDefinition<MajorityParams, MajorityState> = {
  kind: 'predictor',
  name: 'majority',
  version: 1,
  description: 'Predicts the most frequent class, with the class shares as probabilities.',
  tasks: ['binary', 'multiclass'],
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', baseline: true },
  params: z.strictObject({}),
  state: z.strictObject({ shares: z.instanceof(Float64Array).refine((shares) => shares.length > 0, 'no classes') }),

  fit({ y, nClasses, sampleWeight }) {
    const weights = new Float64Array(nClasses);
    let total = 0;
    for (const [row, code] of y!.entries()) {
      const weight = sampleWeight?.[row] ?? 1;
      weights[code] += weight;
      total += weight;
    }
    return { shares: weights.map((weight) => weight / total) };
  },

  predict({ shares }, X) {
    return classPredictions(Array.from(shares, (share) => new Float64Array(X.nRows).fill(share)));
  },
};
