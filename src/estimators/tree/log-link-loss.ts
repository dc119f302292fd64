/** Losses of positive means: the score is the logarithm of the prediction. Poisson, gamma and Tweedie deviance (less a constant). */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { sum, weightedSum } from '../../math/reduce.ts';
import { powerOfTwo, tamingFactor } from './exponent.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** Loss and derivatives of a row, by score and target. */
interface RowLoss {
  loss(score: number, y: number): number;
  /** Calculates both at once; the second derivative goes to `second[0]`. */
  slope(score: number, y: number, second: Float64Array): number;
}

/** No derivative is larger: sums of squares of these, times weights, do not overflow. Targets are up to 2^200. */
const most = powerOfTwo(240);
/** Most that a tree may add to a score: a factor of 22,000 on the prediction, in case the second derivative vanishes. */
const mostStep = 10;

/** factor * e^x within what one can calculate with. */
function tame(x: number, factor = 1): number {
  return Math.min(most, factor * Math.min(Number.MAX_VALUE, exp(x)));
}

/**
 * e^score - y score.
 *
 * @param maxDeltaStep makes the second derivative e^maxDeltaStep times as large, which shortens the steps (LightGBM).
 */
export function poissonLoss(target: WeightedTarget, maxDeltaStep: number): Objective {
  const caution = exp(maxDeltaStep);
  return logLink(target, {
    loss: (score, y) => tame(score) - y * score,
    slope(score, y, second) {
      const mean = tame(score);
      second[0] = mean * caution;
      return mean - y;
    },
  });
}

/** y e^-score + score. */
export function gammaLoss(target: WeightedTarget): Objective {
  return logLink(target, {
    loss: (score, y) => tame(-score, y) + score,
    slope(score, y, second) {
      second[0] = tame(-score, y);
      return 1 - second[0];
    },
  });
}

/**
 * e^((2 - p) score) / (2 - p) - y e^((1 - p) score) / (1 - p).
 *
 * @param power p, between 1 (Poisson) and 2 (gamma): the variance grows like the mean^p.
 */
export function tweedieLoss(target: WeightedTarget, power: number): Objective {
  const [down, up] = [1 - power, 2 - power];
  const drawn = (score: number, y: number) => tame(down * score, y);
  return logLink(target, {
    loss: (score, y) => tame(up * score) / up - drawn(score, y) / down,
    slope(score, y, second) {
      const raised = tame(up * score);
      const lowered = drawn(score, y);
      second[0] = up * raised - down * lowered;
      return raised - lowered;
    },
  });
}

/** Starts at the logarithm of the mean. Absurd targets are scaled, which shifts all scores. */
function logLink({ y, weights }: WeightedTarget, row: RowLoss): Objective {
  const factor = tamingFactor(y);
  const scaled = y.map((value) => value * factor);
  const mean = weightedSum(scaled, weights) / sum(weights);
  return {
    initialScores: Float64Array.of(log(Math.max(Number.MIN_VALUE, mean))),
    unit: 1,
    shift: factor === 1 ? 0 : -log(factor),
    learns: () => true,
    equalHessians: false,
    mostStep,
    derivatives(_, scores, from, to, gradient, hessian) {
      const second = new Float64Array(1);
      for (let i = from; i < to; i++) {
        gradient[i] = row.slope(scores[i], scaled[i], second) * weights[i];
        hessian[i] = second[0] * weights[i];
      }
    },
    loss(scores, target) {
      const losses = target.y.map((value, i) => row.loss(scores[i], value * factor));
      return weightedSum(losses, target.weights) / sum(target.weights);
    },
  };
}
