/** Squared error: the objective of regression. */
import { sum, weightedSum } from '../../math/reduce.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** Half the squared error per row; `loss` is the root mean squared error, in the unit of y. */
export function squaredError({ y, weights }: WeightedTarget): Objective {
  let current = new Float64Array(0);
  return {
    nOutputs: 1,
    initialScores: Float64Array.of(weightedSum(y, weights) / sum(weights)),
    learns: () => true,
    begin(scores) {
      current = scores as Float64Array<ArrayBuffer>;
    },
    derivatives(_, gradient, hessian) {
      for (let i = 0; i < y.length; i++) {
        gradient[i] = (current[i] - y[i]) * weights[i];
        hessian[i] = weights[i];
      }
    },
    loss(scores, target) {
      const squares = scores.map((score, i) => (score - target.y[i]) * (score - target.y[i]));
      return Math.sqrt(weightedSum(squares, target.weights) / sum(target.weights));
    },
  };
}
