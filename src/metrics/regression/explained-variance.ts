/** Explained variance. */
import { mean } from '../../math/reduce.ts';
import { defineMetric } from '../metric.ts';
import { eachRow } from '../row-mean.ts';
import { ratioInfluence, squaresAround, weightedVariance } from '../weighted-variance.ts';

/** Like R2, but an error that is the same in every row does not count. NaN with fewer than two rows or a constant target. */
export const explainedVarianceScore = defineMetric({
  name: 'explained_variance',
  description: 'Share of the variance of the target that the predictions explain, a constant error aside.',
  tasks: ['regression'],
  direction: 'maximize',
  bounds: [Number.NEGATIVE_INFINITY, 1],
  needs: 'values',
  interval: 'bca',
  compute(outcomes) {
    const { yTrue, sampleWeight } = outcomes;
    const errors = eachRow(outcomes, (truth, predicted) => truth - predicted);
    const spread = weightedVariance(yTrue, sampleWeight);
    return spread > 0 ? 1 - weightedVariance(errors, sampleWeight) / spread : Number.NaN;
  },
  influence(outcomes) {
    const errors = eachRow(outcomes, (truth, predicted) => truth - predicted);
    return ratioInfluence(squaresAround(mean(errors), errors), squaresAround(mean(outcomes.yTrue), outcomes.yTrue));
  },
});
