/** Intervals and sets of classes for new rows. */
import { ModelwrightError } from '../../core/errors.ts';
import type { PredictedIntervals, PredictedSets } from '../../table/task.ts';
import { classScores } from './class-scores.ts';
import { type ConformalIntervals, type ConformalSets, quantilesOf } from './conformal-state.ts';
import { checkDifficulty, checkLength } from './fit-conformal.ts';

/** What the model says about nRows rows; which fields are needed follows from the method. */
export interface IntervalInput {
  /** absolute and normalised. */
  readonly predicted?: Float64Array;
  /** normalised: as at calibration. */
  readonly difficulty?: ArrayLike<number>;
  /** cqr: predicted quantiles. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  readonly groups?: ArrayLike<number>;
}

export interface SetInput {
  /** One array of nRows per class. */
  readonly probabilities: readonly Float64Array[];
  /** As at calibration: both with, or both without. */
  readonly uniforms?: ArrayLike<number>;
  readonly groups?: ArrayLike<number>;
}

const nothing = new Float64Array(0);

/**
 * Intervals that hold the true value of a new row with a chance of at least `coverage`, in each group on its own. They are infinite
 * where there were too few calibration rows to say: fewer than coverage / (1 - coverage).
 *
 * @throws PARAM_INVALID for a coverage outside 0 to 1, SHAPE_MISMATCH, VALUE_INVALID
 */
export function predictInterval(state: ConformalIntervals, input: IntervalInput, coverage: number): PredictedIntervals {
  const quantileOf = quantilesOf(state, coverage);
  const { predicted = nothing, difficulty, groups } = input;
  const [below, above] =
    state.method === 'cqr' ? [input.low ?? nothing, input.high ?? nothing] : [predicted, predicted];
  const n = below.length;
  checkLength('high', above, n);
  checkLength('groups', groups, n);
  if (state.method === 'normalised') checkDifficulty(difficulty ?? nothing, n);
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const quantile = quantileOf(groups?.[row] ?? -1);
    const reach = state.method === 'normalised' ? quantile * difficulty![row] : quantile;
    low[row] = below[row] - reach;
    high[row] = above[row] + reach;
    // Predicted quantiles so wide that calibration narrows them may cross: their middle is left then.
    if (low[row] > high[row]) low[row] = high[row] = low[row] / 2 + high[row] / 2;
  }
  return { low, high, coverage };
}

/**
 * Sets of classes that hold the true one with a chance of at least `coverage`, in each group on its own. A set is empty where even
 * the likeliest class is less likely than what calibration rows mostly had.
 *
 * @throws PARAM_INVALID for a coverage outside 0 to 1, SHAPE_MISMATCH
 */
export function predictSet(
  state: ConformalSets,
  { probabilities, uniforms, groups }: SetInput,
  coverage: number,
): PredictedSets {
  const quantileOf = quantilesOf(state, coverage);
  const n = probabilities[0]?.length ?? 0;
  if (probabilities.length !== state.nClasses) {
    const law = `an array per class (${state.nClasses})`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'probabilities', law, value: probabilities.length });
  }
  checkLength('uniforms', uniforms, n);
  checkLength('groups', groups, n);
  const members = probabilities.map(() => new Uint8Array(n));
  const scores = new Float64Array(probabilities.length);
  for (let row = 0; row < n; row++) {
    const quantile = quantileOf(groups?.[row] ?? -1);
    classScores(state.method, probabilities, row, uniforms?.[row] ?? 1, state, scores);
    for (let code = 0; code < scores.length; code++) members[code][row] = scores[code] <= quantile ? 1 : 0;
  }
  return { members, coverage };
}
