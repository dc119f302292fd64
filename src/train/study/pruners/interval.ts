/** Pruners that decide now and then: which reports are looked at. */

import { checkWhole } from '../../../core/check-param.ts';
import type { Report } from '../trial.ts';

export interface IntervalOptions {
  /** No decision at steps below this one; default 0. */
  readonly warmupSteps?: number;
  /** One decision in each stretch of so many steps after the warm-up, at the first report in it; default 1. */
  readonly intervalSteps?: number;
}

/**
 * Whether there is a decision at the last of the reports.
 *
 * @throws PARAM_INVALID for options out of range, when made.
 */
export function decisionSteps({
  warmupSteps = 0,
  intervalSteps = 1,
}: IntervalOptions): (reports: readonly Report[]) => boolean {
  checkWhole({ warmupSteps }, 0);
  checkWhole({ intervalSteps }, 1);
  return (reports) => {
    const { step } = reports[reports.length - 1];
    if (step < warmupSteps) return false;
    const stretchStart = step - ((step - warmupSteps) % intervalSteps);
    return reports.length < 2 || reports[reports.length - 2].step < stretchStart;
  };
}
