/** Platt scaling: a logistic curve through scores. */
import { exp } from '../../math/exp.ts';
import { log, log1p } from '../../math/log.ts';
import { sigmoid } from '../../math/sigmoid.ts';

/** The probability of a hit is sigmoid(slope * score + intercept). */
export interface PlattCurve {
  readonly slope: number;
  readonly intercept: number;
}

const mostSteps = 100;
const shortestStep = 1e-10;
/** Added to the diagonal of the Hessian, which is singular when all scores are equal. */
const ridge = 1e-12;

/**
 * Fits the curve by Newton's method with backtracking to smoothed targets, (hits + 1) / (hits + 2) and 1 / (misses + 2)
 * (Platt 1999; Lin, Lin, Weng 2007).
 *
 * @param scores finite, on any scale; log-odds in this product.
 * @param hits 1 where the class was there, 0 elsewhere.
 * @param weights >= 0; absent: all one. They count in the targets as well.
 */
export function fitPlatt(scores: Float64Array, hits: ArrayLike<number>, weights?: Float64Array): PlattCurve {
  const weightOf = (row: number) => weights?.[row] ?? 1;
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < scores.length; row++) {
    if (hits[row] > 0) positive += weightOf(row);
    else negative += weightOf(row);
  }
  const [high, low] = [(positive + 1) / (positive + 2), 1 / (negative + 2)];
  const targetOf = (row: number) => (hits[row] > 0 ? high : low);
  const lossAt = (slope: number, intercept: number) => {
    let loss = 0;
    for (let row = 0; row < scores.length; row++) {
      const z = slope * scores[row] + intercept;
      loss += weightOf(row) * (Math.max(z, 0) + log1p(exp(-Math.abs(z))) - targetOf(row) * z);
    }
    return loss;
  };

  let slope = 0;
  let intercept = log((positive + 1) / (negative + 1));
  let loss = lossAt(slope, intercept);
  for (let step = 0; step < mostSteps; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, ridge, 0, ridge];
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row];
      const p = sigmoid(slope * score + intercept);
      const weight = weightOf(row);
      const d1 = weight * (p - targetOf(row));
      const d2 = weight * p * (1 - p);
      g0 += d1 * score;
      g1 += d1;
      h00 += d2 * score * score;
      h01 += d2 * score;
      h11 += d2;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 0)) break;
    const d0 = -(h11 * g0 - h01 * g1) / determinant;
    const d1 = -(h00 * g1 - h01 * g0) / determinant;
    const descent = g0 * d0 + g1 * d1;
    if (!(descent < 0)) break;
    let size = 1;
    let next = lossAt(slope + d0, intercept + d1);
    while (!(next <= loss + 1e-4 * size * descent) && size > shortestStep) {
      size /= 2;
      next = lossAt(slope + size * d0, intercept + size * d1);
    }
    if (!(next < loss)) break;
    slope += size * d0;
    intercept += size * d1;
    loss = next;
  }
  return { slope, intercept };
}
