/** Huber loss: squared error near the target, absolute error beyond `alpha`; robust and with a derivative everywhere. */
import { sum, weightedSum } from '../../math/reduce.ts';
import { tamingFactor } from './exponent.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/**
 * With e = score - y the loss of a row is e^2 / 2 up to |e| = alpha, then alpha (|e| - alpha / 2). Starts at the mean and takes
 * 1 for the second derivative, as LightGBM does.
 *
 * @param alpha > 0, in the unit of y.
 */
export function huberLoss({ y, weights }: WeightedTarget, alpha: number): Objective {
  const factor = tamingFactor(y);
  const scaled = y.map((value) => value * factor);
  const limit = alpha * factor;
  const equalHessians = weights.every((weight) => weight === 1);
  return {
    initialScores: Float64Array.of(weightedSum(scaled, weights) / sum(weights)),
    unit: 1 / factor,
    learns: () => true,
    equalHessians,
    derivatives(_, scores, from, to, gradient, hessian) {
      for (let i = from; i < to; i++) {
        const error = scores[i] - scaled[i];
        gradient[i] = Math.max(-limit, Math.min(limit, error)) * weights[i];
      }
      if (!equalHessians) for (let i = from; i < to; i++) hessian[i] = weights[i];
    },
    loss(scores, target) {
      const losses = target.y.map((value, i) => {
        // In the unit of y, in which alpha is given.
        const error = Math.abs(scores[i] / factor - value);
        return error <= alpha ? (error * error) / 2 : alpha * (error - alpha / 2);
      });
      return weightedSum(losses, target.weights) / sum(target.weights);
    },
  };
}
