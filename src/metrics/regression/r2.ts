/** Coefficient of determination. */
import { mean } from '../../math/reduce.ts';
import { defineMetric } from '../metric.ts';
import { eachRow } from '../row-mean.ts';
import { ratioInfluence, squaresAround, weightedMeanSquare, weightedVariance } from '../weighted-variance.ts';

/** NaN with fewer than two rows or a constant target. */
export const r2Score = defineMetric({
  name: 'r2',
  description: 'Share of the variance of the target that the predictions explain; 0 for predicting its mean.',
  tasks: ['regression'],
  direction: 'maximize',
  bounds: [Number.NEGATIVE_INFINITY, 1],
  needs: 'values',
  interval: 'bca',
  compute(outcomes) {
    const { yTrue, sampleWeight } = outcomes;
    const errors = eachRow(outcomes, (truth, predicted) => truth - predicted);
    const spread = weightedVariance(yTrue, sampleWeight);
    return spread > 0 ? 1 - weightedMeanSquare(errors, sampleWeight) / spread : Number.NaN;
  },
  influence(outcomes) {
    const errors = eachRow(outcomes, (truth, predicted) => truth - predicted);
    return ratioInfluence(squaresAround(0, errors), squaresAround(mean(outcomes.yTrue), outcomes.yTrue));
  },
});
