/** Mean log losses as functions of coefficients and intercepts, with gradient and curvature, for Newton's method. */
import { exp } from '../../math/exp.ts';
import { log, log1p } from '../../math/log.ts';
import { type DesignMatrix, multiply, multiplyTransposed, weightedSquares } from './design-matrix.ts';
import type { ConvexFunction } from './newton.ts';

/** Rows with their class codes 0 .. k-1 and weights that sum to 1. */
export interface LabelledRows {
  readonly design: DesignMatrix;
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

/** Two classes. A point holds nFeatures coefficients, then the intercept. */
export function binaryLogLoss({ design, y, weights }: LabelledRows): ConvexFunction {
  const p = design.columns.length;
  const curvature = new Float64Array(design.nRows);
  return {
    size: p + 1,
    evaluate(at) {
      const residual = multiply(design, at, at[p]);
      let value = 0;
      for (let row = 0; row < residual.length; row++) {
        const margin = residual[row];
        // exp of minus the size never overflows; both losses and the probability follow from it.
        const small = exp(-Math.abs(margin));
        const probability = margin >= 0 ? 1 / (1 + small) : small / (1 + small);
        value += weights[row] * (log1p(small) + (y[row] === 1 ? Math.max(-margin, 0) : Math.max(margin, 0)));
        residual[row] = weights[row] * (probability - y[row]);
        curvature[row] = (weights[row] * small) / ((1 + small) * (1 + small));
      }
      const gradient = new Float64Array(p + 1);
      multiplyTransposed(design, residual, gradient);
      return { value, gradient };
    },
    diagonal() {
      const diagonal = new Float64Array(p + 1);
      weightedSquares(design, curvature, diagonal);
      return diagonal;
    },
    curve(vector) {
      const product = multiply(design, vector, vector[p]);
      for (let row = 0; row < product.length; row++) product[row] *= curvature[row];
      const out = new Float64Array(p + 1);
      multiplyTransposed(design, product, out);
      return out;
    },
  };
}

/** k classes, each with its own coefficients. A point holds for each class nFeatures coefficients, then the intercept. */
export function softmaxLogLoss({ design, y, weights }: LabelledRows, k: number): ConvexFunction {
  const size = design.columns.length + 1;
  const { nRows } = design;
  let probabilities: Float64Array[] = [];
  const perClass = (point: Float64Array) =>
    Array.from({ length: k }, (_, c) => {
      const part = point.subarray(c * size, (c + 1) * size);
      return multiply(design, part, part[size - 1]);
    });
  const gathered = (fill: (c: number, out: Float64Array) => void) => {
    const all = new Float64Array(k * size);
    for (let c = 0; c < k; c++) fill(c, all.subarray(c * size, (c + 1) * size));
    return all;
  };
  return {
    size: k * size,
    evaluate(at) {
      probabilities = perClass(at);
      let value = 0;
      for (let row = 0; row < nRows; row++) {
        const margin = probabilities[y[row]][row];
        value += weights[row] * (softmaxInPlace(probabilities, row) - margin);
      }
      const residual = new Float64Array(nRows);
      const gradient = gathered((c, out) => {
        for (let row = 0; row < nRows; row++) {
          residual[row] = weights[row] * (probabilities[c][row] - Number(y[row] === c));
        }
        multiplyTransposed(design, residual, out);
      });
      return { value, gradient };
    },
    diagonal() {
      const curvature = new Float64Array(nRows);
      return gathered((c, out) => {
        const own = probabilities[c];
        for (let row = 0; row < nRows; row++) curvature[row] = weights[row] * own[row] * (1 - own[row]);
        weightedSquares(design, curvature, out);
      });
    },
    curve(vector) {
      const products = perClass(vector);
      for (let row = 0; row < nRows; row++) {
        let average = 0;
        for (let c = 0; c < k; c++) average += probabilities[c][row] * products[c][row];
        for (let c = 0; c < k; c++)
          products[c][row] = weights[row] * probabilities[c][row] * (products[c][row] - average);
      }
      return gathered((c, out) => multiplyTransposed(design, products[c], out));
    },
  };
}

/** Turns one row of margins into probabilities that sum to 1; returns log(sum of exp(margin)). Infinities are allowed. */
export function softmaxInPlace(margins: readonly Float64Array[], row: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const ofClass of margins) if (ofClass[row] > most) most = ofClass[row];
  let total = 0;
  for (const ofClass of margins) {
    // The largest may be infinite (a class that is certain), and infinity minus itself is no number.
    ofClass[row] = ofClass[row] === most ? 1 : exp(ofClass[row] - most);
    total += ofClass[row];
  }
  for (const ofClass of margins) ofClass[row] /= total;
  return most + log(total);
}

/** The function plus l2 / 2 times the squares of the coefficients; every `size`-th element is an intercept, which is free. */
export function withL2(f: ConvexFunction, l2: number, size: number): ConvexFunction {
  const penalties = Float64Array.from({ length: f.size }, (_, i) => (i % size === size - 1 ? 0 : l2));
  return {
    size: f.size,
    evaluate(at) {
      const { value, gradient } = f.evaluate(at);
      let squares = 0;
      for (let i = 0; i < at.length; i++) {
        squares += penalties[i] * at[i] * at[i];
        gradient[i] += penalties[i] * at[i];
      }
      return { value: value + squares / 2, gradient };
    },
    // Saturated probabilities leave no curvature at all; the floor keeps the preconditioner finite.
    diagonal: () => f.diagonal().map((value, i) => Math.max(value + penalties[i], 1e-15)),
    curve: (vector) => f.curve(vector).map((value, i) => value + penalties[i] * vector[i]),
  };
}
