/** Logistic loss: the objective of two classes. The score is the log-odds of class 1. */
import { exp } from '../../math/exp.ts';
import { log, log1p } from '../../math/log.ts';
import { sum, weightedSum } from '../../math/reduce.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** The share that the start gives to a class without rows, so that the log-odds are finite. */
const smallest = 1e-15;

/** Negative log-likelihood. Exchanging the classes negates every score and derivative to the bit. */
export function logisticLoss({ y, weights }: WeightedTarget): Objective {
  const ofOne = weightedSum(y, weights);
  const ofZero = sum(weights.map((weight, i) => (y[i] === 0 ? weight : 0)));
  const least = smallest * (ofOne + ofZero);
  return {
    initialScores: Float64Array.of(log(Math.max(least, ofOne)) - log(Math.max(least, ofZero))),
    unit: 1,
    equalHessians: false,
    inKernel: 'logistic',
    learns: () => ofOne > 0 && ofZero > 0,
    derivatives(_, scores, from, to, gradient, hessian) {
      for (let i = from; i < to; i++) {
        const score = scores[i];
        // The probability of the less likely class, and of the other, without cancellation.
        const e = exp(-Math.abs(score));
        const large = 1 / (1 + e);
        const small = e * large;
        const wrong = (y[i] !== 0) === score > 0 ? small : large;
        gradient[i] = (y[i] === 0 ? wrong : -wrong) * weights[i];
        hessian[i] = small * large * weights[i];
      }
    },
    loss(scores, target) {
      const losses = new Float64Array(target.y.length);
      for (let i = 0; i < losses.length; i++) {
        const against = target.y[i] === 0 ? scores[i] : -scores[i];
        losses[i] = Math.max(against, 0) + log1p(exp(-Math.abs(against)));
      }
      return weightedSum(losses, target.weights) / sum(target.weights);
    },
  };
}
