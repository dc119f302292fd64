/** Squared error: the objective of regression. */
import { sum, weightedSum } from '../../math/reduce.ts';
import { tamingFactor } from './exponent.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** Half the squared error per row; `loss` is the root mean squared error, in the unit of y. */
export function squaredError({ y, weights }: WeightedTarget): Objective {
  const factor = tamingFactor(y);
  const scaled = factor === 1 ? y : y.map((value) => value * factor);
  const equalHessians = weights.every((weight) => weight === 1);
  return {
    initialScores: Float64Array.of(weightedSum(scaled, weights) / sum(weights)),
    unit: 1 / factor,
    learns: () => true,
    equalHessians,
    derivatives(_, scores, from, to, gradient, hessian) {
      for (let i = from; i < to; i++) gradient[i] = (scores[i] - scaled[i]) * weights[i];
      if (!equalHessians) for (let i = from; i < to; i++) hessian[i] = weights[i];
    },
    loss(scores, target) {
      const squares = new Float64Array(target.y.length);
      for (let i = 0; i < squares.length; i++) {
        const error = scores[i] - target.y[i] * factor;
        squares[i] = error * error;
      }
      return Math.sqrt(weightedSum(squares, target.weights) / sum(target.weights)) / factor;
    },
  };
}
