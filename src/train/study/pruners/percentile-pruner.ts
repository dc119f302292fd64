/** Stopping trials whose best report so far is worse than most others had at the same step. */

import { checkParam, checkWhole } from '../../../core/check-param.ts';
import { quantileSorted, sortedCopy } from '../../../math/quantile.ts';
import { compareValues } from '../trial.ts';
import { decisionSteps, type IntervalOptions } from './interval.ts';
import type { Pruner } from './pruner.ts';

export interface PercentileOptions extends IntervalOptions {
  /** Complete trials of earlier generations before anything is pruned; default 5. */
  readonly startupTrials?: number;
  /** Of these, how many must have a report at the same step; default 1. */
  readonly minTrials?: number;
}

/**
 * Keeps a trial while its best report is among the best `percentile` percent (0 to 100; default 25) of the values that complete trials
 * reported at the same step. A trial with nothing but NaN is stopped.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function percentilePruner(percentile = 25, options: PercentileOptions = {}): Pruner {
  const { startupTrials = 5, minTrials = 1 } = options;
  checkParam(percentile >= 0 && percentile <= 100, 'percentile', '0 <= percentile <= 100', percentile);
  checkWhole({ startupTrials }, 0);
  checkWhole({ minTrials }, 1);
  const decidesAt = decisionSteps(options);
  return ({ trial: { reports }, ended, direction }) => {
    const complete = ended.filter((other) => other.state === 'complete');
    if (complete.length === 0 || complete.length < startupTrials || !decidesAt(reports)) return false;
    const best = reports.map((report) => report.value).sort((a, b) => compareValues(a, b, direction))[0];
    if (Number.isNaN(best)) return true;
    const { step } = reports[reports.length - 1];
    const atStep = complete.flatMap((other) => other.reports.filter((report) => report.step === step));
    const values = atStep.map((report) => report.value).filter((value) => !Number.isNaN(value));
    if (atStep.length < minTrials || values.length === 0) return false;
    const share = (direction === 'minimize' ? percentile : 100 - percentile) / 100;
    return compareValues(best, quantileSorted(sortedCopy(values), share), direction) > 0;
  };
}

/** The percentile pruner at 50 percent: the median stopping rule of Golovin et al. (2017), "Google Vizier". */
export function medianPruner(options: PercentileOptions = {}): Pruner {
  return percentilePruner(50, options);
}
