/** Asynchronous successive halving: at rungs that lie ever further apart, only the best share of the trials goes on. */

import { checkWhole } from '../../../core/check-param.ts';
import { compareValues, type Trial } from '../trial.ts';
import type { Pruner } from './pruner.ts';

export interface SuccessiveHalvingOptions {
  /** The step of the lowest rung, >= 1; default: a hundredth of the last step of the first complete trial, at least 1. */
  readonly minResource?: number;
  /** One of so many trials goes on past a rung, and the next rung is so many times further; >= 2, default 4. */
  readonly reductionFactor?: number;
  /** Rungs to leave out at the beginning, >= 0; default 0. */
  readonly minEarlyStoppingRate?: number;
}

/**
 * The rule of Li et al. (2020), "A system for massively parallel hyperparameter tuning". Rung r lies at step
 * minResource * reductionFactor ^ (minEarlyStoppingRate + r); at the first report at or beyond it a trial must be among
 * the best 1 / reductionFactor of all that came there, or the best while there are fewer than reductionFactor.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function successiveHalvingPruner(options: SuccessiveHalvingOptions = {}): Pruner {
  const { minResource, reductionFactor = 4, minEarlyStoppingRate = 0 } = options;
  if (minResource !== undefined) checkWhole({ minResource }, 1);
  checkWhole({ reductionFactor }, 2);
  checkWhole({ minEarlyStoppingRate }, 0);
  return ({ trial, ended, direction }) => {
    const lowest = minResource ?? estimateResource(ended);
    if (lowest === undefined) return false;
    const { step, value } = trial.reports[trial.reports.length - 1];
    const previous = trial.reports.at(-2)?.step ?? -1;
    let rung = lowest;
    for (let skipped = 0; skipped < minEarlyStoppingRate; skipped++) rung *= reductionFactor;
    for (; rung <= step; rung *= reductionFactor) {
      if (previous >= rung) continue;
      if (Number.isNaN(value)) return true;
      const competing = [...ended.flatMap((other) => valuesAt(other, rung)), value];
      competing.sort((a, b) => compareValues(a, b, direction));
      const promoted = Math.max(1, Math.floor(competing.length / reductionFactor));
      if (compareValues(value, competing[promoted - 1], direction) > 0) return true;
    }
    return false;
  };
}

/** The value with which a trial came to a rung, if it did. */
function valuesAt(trial: Trial, rung: number): number[] {
  const first = trial.reports.find((report) => report.step >= rung);
  return first === undefined || Number.isNaN(first.value) ? [] : [first.value];
}

function estimateResource(ended: readonly Trial[]): number | undefined {
  const last = lastStepOfFirst(ended);
  return last === undefined ? undefined : Math.max(1, Math.floor(last / 100));
}

/** The last step of the first complete trial with reports: what stands for the length of a trial where none is given. */
export function lastStepOfFirst(ended: readonly Trial[]): number | undefined {
  return ended.find((trial) => trial.state === 'complete' && trial.reports.length > 0)?.reports.at(-1)?.step;
}
