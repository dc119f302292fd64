/** Logistic loss: the objective of two classes. The score is the log-odds of class 1. */
import { exp } from '../../math/exp.ts';
import { log, log1p } from '../../math/log.ts';
import { sum, weightedSum } from '../../math/reduce.ts';
import { sigmoid } from '../../math/sigmoid.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** Smallest share of a class that the start assumes, so that its log-odds are finite. */
const smallest = 1e-15;

export function logisticLoss({ y, weights }: WeightedTarget): Objective {
  const share = weightedSum(y, weights) / sum(weights);
  const within = Math.min(1 - smallest, Math.max(smallest, share));
  let current = new Float64Array(0);
  return {
    nOutputs: 1,
    initialScores: Float64Array.of(log(within) - log(1 - within)),
    learns: () => share > 0 && share < 1,
    begin(scores) {
      current = scores as Float64Array<ArrayBuffer>;
    },
    derivatives(_, gradient, hessian) {
      for (let i = 0; i < y.length; i++) {
        const p = sigmoid(current[i]);
        gradient[i] = (p - y[i]) * weights[i];
        hessian[i] = p * (1 - p) * weights[i];
      }
    },
    loss(scores, target) {
      const losses = scores.map((s, i) => Math.max(s, 0) - s * target.y[i] + log1p(exp(-Math.abs(s))));
      return weightedSum(losses, target.weights) / sum(target.weights);
    },
  };
}
