/**
 * Log loss with an L1 penalty, class by class: a quadratic model of the loss is minimised by coordinate descent, then followed
 * as far as the true loss agrees (Friedman, Hastie, Tibshirani 2010; Yuan, Ho, Lin 2012 for the line search).
 */
import { multiply } from './design-matrix.ts';
import { type LabelledRows, softmaxInPlace } from './log-loss.ts';
import type { NewtonOptions } from './newton.ts';
import { descendQuadratic } from './quadratic-descent.ts';

export interface Penalties {
  readonly l1: number;
  readonly l2: number;
}

const mostHalvings = 30;
/** A gain in the mean loss below this, times the tolerance, ends the fit: along equivalent columns moves stay large for long. */
const smallestGain = 1e-3;

/**
 * The minimiser of mean loss + l1 |b|_1 + l2 / 2 |b|^2, from zero; coefficients that do not pay for their penalty are exactly 0.
 *
 * @param k outputs: 1 for two classes, else one per class.
 * @returns k times nFeatures coefficients of centred columns and an intercept.
 */
export function minimiseSparse(
  rows: LabelledRows,
  k: number,
  penalties: Penalties,
  { maxIterations, tolerance, onIteration }: NewtonOptions,
): Float64Array {
  const { design } = rows;
  const size = design.columns.length + 1;
  const at = new Float64Array(k * size);
  const margins = Array.from({ length: k }, () => new Float64Array(design.nRows));
  const curvature = new Float64Array(design.nRows);
  const residual = new Float64Array(design.nRows);
  let value = lossOf(rows, margins).value + penaltyOf(at, size, penalties);
  let lastMove = 1;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    let move = 0;
    const before = value;
    for (let c = 0; c < k; c++) {
      const { probabilities } = lossOf(rows, margins);
      fillModel(rows, probabilities[k === 1 ? 1 : c], k === 1 ? 1 : c, residual, curvature);
      const part = at.subarray(c * size, (c + 1) * size);
      const enough = Math.max(tolerance / 10, lastMove / 10);
      const { step, largest } = descendQuadratic({ design, residual, curvature, at: part, penalties, enough });
      const change = multiply(design, step, step[size - 1]);
      value = follow(rows, margins, c, change, part, step, () => penaltyOf(at, size, penalties), value);
      move = Math.max(move, largest);
    }
    const stopped = onIteration?.(iteration, at, value) === false;
    if (move <= tolerance || before - value <= tolerance * smallestGain || stopped) break;
    lastMove = move;
  }
  return at;
}

/** Moves along a step as long as the whole function does not grow; returns its value there. */
function follow(
  rows: LabelledRows,
  margins: Float64Array[],
  c: number,
  change: Float64Array,
  part: Float64Array,
  step: Float64Array,
  penalty: () => number,
  before: number,
): number {
  const startMargins = margins[c];
  const start = part.slice();
  for (let i = 0, length = 1; i < mostHalvings; i++, length /= 2) {
    for (let j = 0; j < part.length; j++) part[j] = start[j] + length * step[j];
    margins[c] = startMargins.map((margin, row) => margin + length * change[row]);
    const value = lossOf(rows, margins).value + penalty();
    if (value <= before + 1e-14 * Math.abs(before)) return value;
  }
  part.set(start);
  margins[c] = startMargins;
  return before;
}

/** Mean loss and probabilities of all classes; a single output is the second class's margin against zero. */
function lossOf({ y, weights }: LabelledRows, margins: readonly Float64Array[]) {
  const probabilities = (margins.length === 1 ? [new Float64Array(y.length), margins[0]] : margins).map((m) =>
    m.slice(),
  );
  let value = 0;
  for (let row = 0; row < y.length; row++) {
    const own = probabilities[y[row]][row];
    value += weights[row] * (softmaxInPlace(probabilities, row) - own);
  }
  return { value, probabilities };
}

/** First and second derivatives of the loss by the margin of one class, row by row. */
function fillModel(
  { y, weights }: LabelledRows,
  probability: Float64Array,
  code: number,
  residual: Float64Array,
  curvature: Float64Array,
): void {
  for (let row = 0; row < y.length; row++) {
    const p = probability[row];
    residual[row] = weights[row] * (p - Number(y[row] === code));
    // A certain row has no curvature; the floor keeps the quadratic model from running away along it.
    curvature[row] = weights[row] * Math.max(p * (1 - p), 1e-9);
  }
}

function penaltyOf(at: Float64Array, size: number, { l1, l2 }: Penalties): number {
  let total = 0;
  for (let i = 0; i < at.length; i++) {
    if (i % size !== size - 1) total += l1 * Math.abs(at[i]) + (l2 / 2) * at[i] * at[i];
  }
  return total;
}
