/** What the columns leave unexplained when each acts for itself. */
import { log } from '../../../math/log.ts';
import { sum, weightedSum } from '../../../math/reduce.ts';
import { sigmoid } from '../../../math/sigmoid.ts';
import { type GridColumn, gridSize } from './grid-column.ts';

/**
 * The loss after an additive model, to second order: a step s of a row's score lowers it by `gradient` * s - `hessian` * s * s / 2.
 * In these units a split that knows nothing gains like chi-square of one degree of freedom.
 */
export interface Unexplained {
  /** nRows. */
  readonly gradient: Float64Array;
  /** nRows numbers >= 0. */
  readonly hessian: Float64Array;
}

/** What is left of a target. */
export interface TargetLeft {
  /** After an effect of any shape of every column. */
  readonly bent: Unexplained;
  /** After a straight line in every number and a step for every category: what a linear model leaves. */
  readonly straight: Unexplained;
}

/** What the rows are to be explained by and how much each counts. */
export interface MainEffects {
  readonly columns: readonly GridColumn[];
  /** nRows. */
  readonly y: Float64Array;
  /** nRows numbers > 0 with mean 1. */
  readonly weights: Float64Array;
  /** y is 0 or 1, and the model one of log-odds. */
  readonly isClass: boolean;
}

/** Rounds over all columns; backfitting is nearly where it ends. */
const rounds = 8;
/** Rows without effect that every bin and slope is mixed with. */
const shrinkage = 1;
/** Largest step of log-odds, so that a pure bin does not overshoot. */
const longestStep = 1;
/** Probabilities nearer to 0 and 1 count as no nearer. */
const leastVariance = 1e-4;

/**
 * Backfitting (Hastie and Tibshirani 1986) of a slope and a step per bin for every column, for classes by Newton steps on log-odds
 * (local scoring). Undefined where nothing is left to explain.
 */
export function unexplained(effects: MainEffects): TargetLeft | undefined {
  const { y } = effects;
  if (y.length < 4 || y.every((value) => value === y[0])) return undefined;
  const [bent, straight] = [true, false].map((bends) => afterFit(effects, bends));
  return bent && straight && { bent, straight };
}

function afterFit(effects: MainEffects, bends: boolean): Unexplained | undefined {
  const { y, weights, columns, isClass } = effects;
  const total = sum(weights);
  const mean = weightedSum(y, weights) / total;
  const score = new Float64Array(y.length).fill(isClass ? log(mean / (1 - mean)) : mean);
  const left = { gradient: new Float64Array(y.length), hessian: new Float64Array(y.length) };
  compareWithTarget(effects, score, left);
  for (let round = 0; round < rounds; round++) {
    for (const column of columns) {
      if (column.kind === 'number') takeSlope(column, left, score, isClass);
      if (column.kind === 'category' || bends) takeSteps(column, left, score, isClass);
    }
    compareWithTarget(effects, score, left);
  }
  return isClass ? left : inVarianceUnits(left, columns, weightedVariance(y, weights, mean, total));
}

/** Derivatives of the loss at the scores. */
function compareWithTarget({ y, weights, isClass }: MainEffects, score: Float64Array, left: Unexplained): void {
  for (let row = 0; row < y.length; row++) {
    const said = isClass ? sigmoid(score[row]) : score[row];
    left.gradient[row] = weights[row] * (y[row] - said);
    left.hessian[row] = weights[row] * (isClass ? Math.max(leastVariance, said * (1 - said)) : 1);
  }
}

function takeSlope({ scores }: GridColumn, left: Unexplained, score: Float64Array, isClass: boolean): void {
  const { gradient, hessian } = left;
  let rise = 0;
  let curvature = shrinkage;
  for (let row = 0; row < scores.length; row++) {
    rise += gradient[row] * scores[row];
    curvature += hessian[row] * scores[row] * scores[row];
  }
  const slope = bounded(rise / curvature, isClass);
  for (let row = 0; row < scores.length; row++) take(left, score, row, slope * scores[row]);
}

function takeSteps({ bins }: GridColumn, left: Unexplained, score: Float64Array, isClass: boolean): void {
  const { gradient, hessian } = left;
  const steps = new Float64Array(gridSize);
  const curvatures = new Float64Array(gridSize).fill(shrinkage);
  for (let row = 0; row < bins.length; row++) {
    steps[bins[row]] += gradient[row];
    curvatures[bins[row]] += hessian[row];
  }
  for (let bin = 0; bin < gridSize; bin++) steps[bin] = bounded(steps[bin] / curvatures[bin], isClass);
  for (let row = 0; row < bins.length; row++) take(left, score, row, steps[bins[row]]);
}

function take({ gradient, hessian }: Unexplained, score: Float64Array, row: number, step: number): void {
  score[row] += step;
  gradient[row] -= hessian[row] * step;
}

function bounded(step: number, isClass: boolean): number {
  return isClass ? Math.min(longestStep, Math.max(-longestStep, step)) : step;
}

/** Squared errors over their variance, with as many degrees of freedom as bins are taken. */
function inVarianceUnits(left: Unexplained, columns: readonly GridColumn[], whole: number): Unexplained | undefined {
  const { gradient, hessian } = left;
  const nRows = gradient.length;
  const taken = columns.reduce((all, { nBins }) => all + nBins, 1);
  const squares = sum(gradient.map((value, row) => (value * value) / hessian[row]));
  const variance = squares / Math.max(nRows / 2, nRows - taken);
  // What is left of a sum of the columns is rounding and the tail of backfitting.
  if (!(variance > 1e-9 * whole)) return undefined;
  return { gradient: gradient.map((value) => value / variance), hessian: hessian.map((value) => value / variance) };
}

function weightedVariance(y: Float64Array, weights: Float64Array, mean: number, total: number): number {
  const squares = y.map((value) => (value - mean) * (value - mean));
  return weightedSum(squares, weights) / total;
}
