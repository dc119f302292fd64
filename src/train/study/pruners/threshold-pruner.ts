/** Stopping trials that report a value outside of bounds. */
import { checkParam } from '../../../core/check-param.ts';
import { decisionSteps, type IntervalOptions } from './interval.ts';
import type { Pruner } from './pruner.ts';

export interface ThresholdOptions extends IntervalOptions {
  /** Default -Infinity. */
  readonly lower?: number;
  /** Default Infinity. */
  readonly upper?: number;
}

/**
 * Stops a trial whose last report is NaN, below `lower` or above `upper`, whatever the direction.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function thresholdPruner(options: ThresholdOptions = {}): Pruner {
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = options;
  checkParam(lower <= upper, 'lower', 'lower <= upper', lower);
  const decidesAt = decisionSteps(options);
  return ({ trial: { reports } }) => {
    const { value } = reports[reports.length - 1];
    return decidesAt(reports) && !(value >= lower && value <= upper);
  };
}
