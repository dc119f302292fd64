/** Absolute and quantile (pinball) loss: leaves are renewed with a quantile of their rows' residuals, as LightGBM does. */
import { sum, weightedSum } from '../../math/reduce.ts';
import { tamingFactor } from './exponent.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { weightedQuantile } from './weighted-quantile.ts';

/** The median of the target; the loss of a row is |score - y|. */
export function absoluteError(target: WeightedTarget): Objective {
  return pinball(target, 0.5, { over: 1, under: 1, tie: 0 });
}

/** The quantile `alpha` of the target; the loss of a row is (1 - alpha) (score - y) above it and alpha (y - score) below. */
export function quantileLoss(target: WeightedTarget, alpha: number): Objective {
  return pinball(target, alpha, { over: 1 - alpha, under: alpha, tie: 1 - alpha });
}

function pinball(
  { y, weights }: WeightedTarget,
  alpha: number,
  { over, under, tie }: { readonly over: number; readonly under: number; readonly tie: number },
): Objective {
  const factor = tamingFactor(y);
  const scaled = y.map((value) => value * factor);
  const equalHessians = weights.every((weight) => weight === 1);
  return {
    initialScores: Float64Array.of(weightedQuantile(scaled, alpha, equalHessians ? undefined : weights)),
    unit: 1 / factor,
    learns: () => true,
    equalHessians,
    derivatives(_, scores, from, to, gradient, hessian) {
      for (let i = from; i < to; i++) {
        const error = scores[i] - scaled[i];
        const slope = error > 0 ? over : error < 0 ? -under : tie;
        gradient[i] = slope * weights[i];
      }
      if (!equalHessians) for (let i = from; i < to; i++) hessian[i] = weights[i];
    },
    renew(scores, rows) {
      const residuals = Float64Array.from(rows, (row) => scaled[row] - scores[row]);
      const ofRows = equalHessians ? undefined : Float64Array.from(rows, (row) => weights[row]);
      return weightedQuantile(residuals, alpha, ofRows);
    },
    loss(scores, target) {
      const losses = target.y.map((value, i) => {
        const error = scores[i] - value * factor;
        return error > 0 ? over * error : -under * error;
      });
      return weightedSum(losses, target.weights) / sum(target.weights) / factor;
    },
  };
}
