/** Conformal prediction on streams whose law changes: the coverage that is asked for follows the misses. */
import { ModelwrightError } from '../../core/errors.ts';

/** Plain data; each answer makes the next state. */
export type AdaptiveCoverage = {
  /** The coverage that is to hold in the long run. */
  readonly target: number;
  /** Size of a step, > 0: larger follows faster and swings wider. */
  readonly rate: number;
  /** The coverage to ask for now. It may leave 0 to 1: at or above 1 only an infinite interval will do, at or below 0 an empty one. */
  readonly coverage: number;
};

/**
 * Begins at the target.
 *
 * @throws PARAM_INVALID unless 0 < target < 1 and rate > 0.
 */
export function adaptiveCoverage(target: number, rate = 0.005): AdaptiveCoverage {
  if (!(target > 0 && target < 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'target', law: '0 < target < 1', value: String(target) });
  }
  if (!(rate > 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'rate', law: 'a finite rate > 0', value: String(rate) });
  }
  return { target, rate, coverage: target };
}

/**
 * The state after the truth of an answer is known: more coverage after a miss, a little less after a hit. Over T answers the share
 * of misses is within (1 + rate) / (rate * T) of 1 - target, whatever the stream does (Gibbs and Candes 2021).
 */
export function afterAnswer(state: AdaptiveCoverage, isCovered: boolean): AdaptiveCoverage {
  const { target, rate, coverage } = state;
  return { ...state, coverage: coverage - rate * (1 - target - (isCovered ? 0 : 1)) };
}
