/** Multinomial log loss: the objective of several classes, with one score per class. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';
import { sum, weightedSum } from '../../math/reduce.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/** Smallest share of a class that the start assumes, so that its logarithm is finite. */
const smallest = 1e-15;

/**
 * @param probabilities room for nRows * nClasses numbers that all threads of a fit share.
 *
 * The second derivative carries the factor K / (K - 1) that makes up for the redundant score (Friedman 2001, as in LightGBM).
 */
export function softmaxLoss({ y, weights }: WeightedTarget, nClasses: number, probabilities: Float64Array): Objective {
  const nRows = y.length;
  const total = sum(weights);
  const shares = Float64Array.from({ length: nClasses }, (_, k) => {
    const ofClass = weights.map((weight, i) => (y[i] === k ? weight : 0));
    return sum(ofClass) / total;
  });
  const factor = nClasses > 1 ? nClasses / (nClasses - 1) : 1;
  return {
    initialScores: shares.map((share) => log(Math.max(smallest, share))),
    unit: 1,
    equalHessians: false,
    learns: (k) => shares[k] > 0 && shares[k] < 1,
    begin(scores, from, to) {
      for (let k = 0; k < nClasses; k++)
        probabilities.set(scores.subarray(k * nRows + from, k * nRows + to), k * nRows + from);
      softmaxRows(probabilities, nRows, nClasses, from, to);
    },
    derivatives(k, _, from, to, gradient, hessian) {
      const start = k * nRows;
      for (let i = from; i < to; i++) {
        const p = probabilities[start + i];
        gradient[i] = (y[i] === k ? p - 1 : p) * weights[i];
        hessian[i] = factor * p * (1 - p) * weights[i];
      }
    },
    loss(scores, target) {
      const n = target.y.length;
      const losses = target.y.map((code, i) => logSumExp(scores, i, n, nClasses) - scores[code * n + i]);
      return weightedSum(losses, target.weights) / sum(target.weights);
    },
  };
}

/** Turns class-major scores into probabilities, in place. */
export function softmax(scores: Float64Array, nRows: number, nClasses: number): void {
  softmaxRows(scores, nRows, nClasses, 0, nRows);
}

function softmaxRows(scores: Float64Array, nRows: number, nClasses: number, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const highest = highestScore(scores, i, nRows, nClasses);
    let total = 0;
    for (let k = 0; k < nClasses; k++) {
      const at = k * nRows + i;
      scores[at] = exp(scores[at] - highest);
      total += scores[at];
    }
    for (let k = 0; k < nClasses; k++) scores[k * nRows + i] /= total;
  }
}

function logSumExp(scores: Float64Array, row: number, nRows: number, nClasses: number): number {
  const highest = highestScore(scores, row, nRows, nClasses);
  let total = 0;
  for (let k = 0; k < nClasses; k++) total += exp(scores[k * nRows + row] - highest);
  return highest + log(total);
}

function highestScore(scores: Float64Array, row: number, nRows: number, nClasses: number): number {
  let highest = scores[row];
  for (let k = 1; k < nClasses; k++) highest = Math.max(highest, scores[k * nRows + row]);
  return highest;
}
