/** Coordinate descent on a weighted quadratic model with L1 and L2 penalties; columns are sparse and centred. */
import type { DesignMatrix } from './design-matrix.ts';

export interface QuadraticModel {
  readonly design: DesignMatrix;
  /** First and second derivatives of the loss by each row's margin. */
  readonly residual: Float64Array;
  readonly curvature: Float64Array;
  /** Present coefficients, then the intercept; the penalties count from zero and not from here. */
  readonly at: Float64Array;
  readonly penalties: { readonly l1: number; readonly l2: number };
  /** Ends when in a full sweep no move, times the root of its curvature, is larger. */
  readonly enough: number;
}

/** Columns that together say the same (all categories of a text) make late sweeps slow and worthless; a new model is better. */
const mostSweeps = 50;

/** The step from `at` to the minimum of the model, and the size of its largest element times the root of its curvature. */
export function descendQuadratic({ design, residual, curvature, at, penalties, enough }: QuadraticModel) {
  const p = design.columns.length;
  const { l1, l2 } = penalties;
  const { sums, squares, total } = weightedSums(design, curvature);
  const step = new Float64Array(p + 1);
  // Derivative of the model by each row's margin at the present step. A centred column moves every row by a constant;
  // that part is kept in `shift` so that a move touches only the rows where the column is not zero.
  const slopes = residual.slice();
  let shift = 0;
  let slopeTotal = 0;
  for (const slope of slopes) slopeTotal += slope;

  const moveIntercept = (): number => {
    const delta = -slopeTotal / total;
    step[p] += delta;
    shift += delta;
    slopeTotal = 0;
    return Math.abs(delta) * Math.sqrt(total);
  };
  const moveColumn = (j: number): number => {
    const { values, rows } = design.columns[j];
    const mean = design.means[j];
    const bend = squares[j] - 2 * mean * sums[j] + mean * mean * total;
    if (bend <= 0) return 0;
    let slope = shift * sums[j] - mean * slopeTotal;
    if (rows) for (let i = 0; i < rows.length; i++) slope += values[i] * slopes[rows[i]];
    else for (let i = 0; i < values.length; i++) slope += values[i] * slopes[i];
    const old = at[j] + step[j];
    const pull = bend * old - slope;
    const shrunk = pull > l1 ? pull - l1 : pull < -l1 ? pull + l1 : 0;
    const delta = shrunk / (bend + l2) - old;
    if (delta === 0) return 0;
    step[j] += delta;
    shift -= delta * mean;
    slopeTotal += delta * (sums[j] - mean * total);
    if (rows) for (let i = 0; i < rows.length; i++) slopes[rows[i]] += delta * values[i] * curvature[rows[i]];
    else for (let i = 0; i < values.length; i++) slopes[i] += delta * values[i] * curvature[i];
    return Math.abs(delta) * Math.sqrt(bend);
  };
  const sweep = (activeOnly: boolean): number => {
    let largest = moveIntercept();
    for (let j = 0; j < p; j++) {
      if (activeOnly && at[j] + step[j] === 0) continue;
      largest = Math.max(largest, moveColumn(j));
    }
    return largest;
  };
  for (let i = 0; i < mostSweeps && sweep(false) > enough; i++) {
    while (++i < mostSweeps && sweep(true) > enough);
  }
  let largest = Math.abs(step[p]) * Math.sqrt(total);
  for (let j = 0; j < p; j++) {
    const bend = squares[j] - 2 * design.means[j] * sums[j] + design.means[j] * design.means[j] * total;
    largest = Math.max(largest, Math.abs(step[j]) * Math.sqrt(Math.max(0, bend)));
  }
  return { step, largest };
}

/** Of each column as it is: its sum and its sum of squares, weighted; and the sum of the weights. */
function weightedSums(design: DesignMatrix, weights: Float64Array) {
  const sums = new Float64Array(design.columns.length);
  const squares = new Float64Array(design.columns.length);
  for (const [j, { values, rows }] of design.columns.entries()) {
    for (let i = 0; i < values.length; i++) {
      const term = values[i] * weights[rows ? rows[i] : i];
      sums[j] += term;
      squares[j] += term * values[i];
    }
  }
  let total = 0;
  for (const weight of weights) total += weight;
  return { sums, squares, total };
}
