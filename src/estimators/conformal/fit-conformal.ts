/** Conformal prediction from the scores of calibration rows: rows that the model did not learn from, exchangeable with new ones. */
import { ModelwrightError } from '../../core/errors.ts';
import { checkRows } from '../calibration/check-rows.ts';
import { classScores, type SetMethod } from './class-scores.ts';
import { type ConformalIntervals, type ConformalSets, groupScores } from './conformal-state.ts';

interface Grouped {
  /** nRows whole numbers: each group gets its own coverage (Mondrian). Rows of negative groups count among all rows only. */
  readonly groups?: ArrayLike<number>;
}

export type IntervalRequest = Grouped & { readonly yTrue: ArrayLike<number> } & (
    | { readonly method: 'absolute'; readonly predicted: ArrayLike<number> }
    | {
        readonly method: 'normalised';
        readonly predicted: ArrayLike<number>;
        /** How large an error was to be expected of each row, > 0. */
        readonly difficulty: ArrayLike<number>;
      }
    | {
        readonly method: 'cqr';
        /** Predicted quantiles. */
        readonly low: ArrayLike<number>;
        readonly high: ArrayLike<number>;
      }
  );

export interface SetRequest extends Grouped {
  readonly method: SetMethod;
  /** Class codes. */
  readonly yTrue: ArrayLike<number>;
  /** One array of nRows per class. */
  readonly probabilities: readonly Float64Array[];
  /** nRows random numbers in [0, 1] for aps and raps; absent: none are used, and sets are at most one class larger. */
  readonly uniforms?: ArrayLike<number>;
  /** raps: added to the score for each rank after the free ones, >= 0. Default 0.01. */
  readonly penalty?: number;
  /** raps: ranks without a penalty, >= 0. Default 1. */
  readonly freeRanks?: number;
}

/**
 * Scores for `predictInterval` (split conformal: Lei et al. 2018; normalised: Papadopoulos et al. 2008; conformalised quantile
 * regression: Romano, Patterson, Candes 2019) or `predictSet` (see classScores).
 *
 * @throws SHAPE_MISMATCH for lengths that differ, VALUE_INVALID for values that are not finite or out of range, ROWS_TOO_FEW.
 */
export function fitConformal(request: IntervalRequest): ConformalIntervals;
export function fitConformal(request: SetRequest): ConformalSets;
export function fitConformal(request: IntervalRequest | SetRequest): ConformalIntervals | ConformalSets {
  checkLength('groups', request.groups, request.yTrue.length);
  switch (request.method) {
    case 'lac':
    case 'aps':
    case 'raps':
      return fitSets(request);
    default:
      return { method: request.method, ...groupScores(intervalScores(request), request.groups) };
  }
}

function intervalScores(request: IntervalRequest): Float64Array {
  const { yTrue } = request;
  const n = yTrue.length;
  const scores = new Float64Array(n);
  if (request.method === 'cqr') {
    const { low, high } = request;
    checkLength('low', low, n);
    checkLength('high', high, n);
    for (let row = 0; row < n; row++) scores[row] = Math.max(low[row] - yTrue[row], yTrue[row] - high[row]);
  } else {
    const { predicted } = request;
    checkLength('predicted', predicted, n);
    for (let row = 0; row < n; row++) scores[row] = Math.abs(yTrue[row] - predicted[row]);
    if (request.method === 'normalised') {
      checkDifficulty(request.difficulty, n);
      for (let row = 0; row < n; row++) scores[row] /= request.difficulty[row];
    }
  }
  if (scores.every(Number.isFinite)) return scores;
  throw invalid('yTrue and predictions', 'finite values', 'one that is not');
}

function fitSets({ method, yTrue, probabilities, groups, uniforms, penalty = 0.01, freeRanks = 1 }: SetRequest) {
  checkRows(yTrue, probabilities);
  checkLength('uniforms', uniforms, yTrue.length);
  if (!(penalty >= 0 && penalty < Number.POSITIVE_INFINITY)) throw invalid('penalty', 'a finite value >= 0', penalty);
  if (!(Number.isSafeInteger(freeRanks) && freeRanks >= 0))
    throw invalid('freeRanks', 'a whole number >= 0', freeRanks);
  const ofClasses = new Float64Array(probabilities.length);
  const scores = Float64Array.from(yTrue, (code, row) => {
    classScores(method, probabilities, row, uniforms?.[row] ?? 1, { penalty, freeRanks }, ofClasses);
    return ofClasses[code];
  });
  return { method, nClasses: probabilities.length, penalty, freeRanks, ...groupScores(scores, groups) };
}

/** @throws VALUE_INVALID unless all are finite and above 0. */
export function checkDifficulty(difficulty: ArrayLike<number>, n: number): void {
  checkLength('difficulty', difficulty, n);
  for (let row = 0; row < n; row++) {
    if (difficulty[row] > 0 && difficulty[row] < Number.POSITIVE_INFINITY) continue;
    throw invalid('difficulty', 'finite values > 0', 'one that is not');
  }
}

/** @throws SHAPE_MISMATCH */
export function checkLength(what: string, values: ArrayLike<number> | undefined, n: number): void {
  if (!values || values.length === n) return;
  throw new ModelwrightError('SHAPE_MISMATCH', { what, law: `one value per row (${n})`, value: values.length });
}

function invalid(what: string, law: string, value: string | number): ModelwrightError {
  return new ModelwrightError('VALUE_INVALID', { what, law, value });
}
