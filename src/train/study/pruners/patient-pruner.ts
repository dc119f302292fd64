/** Giving trials time to recover before another pruner may stop them. */

import { checkParam, checkWhole } from '../../../core/check-param.ts';
import type { Direction } from '../../../math/direction.ts';
import { compareValues, type Report } from '../trial.ts';
import type { Pruner } from './pruner.ts';

export interface PatientOptions {
  /** Reports without improvement that are tolerated, whole number >= 0; default 5. */
  readonly patience?: number;
  /** A change for the worse by up to this much is no decline, >= 0; default 0. */
  readonly minDelta?: number;
  /** Decides when the patience is used up; without it the trial is stopped then. */
  readonly pruner?: Pruner;
}

/**
 * Lets a trial go on while the best of its last `patience` + 1 reports is not worse, by more than `minDelta`, than the best before.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function patientPruner({ patience = 5, minDelta = 0, pruner }: PatientOptions = {}): Pruner {
  checkWhole({ patience }, 0);
  checkParam(minDelta >= 0, 'minDelta', 'minDelta >= 0', minDelta);
  return (pruningCase) => {
    const { trial, direction } = pruningCase;
    const recent = trial.reports.length - patience - 1;
    if (recent <= 0) return false;
    const before = bestOf(trial.reports.slice(0, recent), direction);
    const after = bestOf(trial.reports.slice(recent), direction);
    const declined = direction === 'minimize' ? before + minDelta < after : before - minDelta > after;
    return declined && (pruner === undefined || pruner(pruningCase));
  };
}

/** NaN when there is no number among the values. */
function bestOf(reports: readonly Report[], direction: Direction): number {
  return reports.map((report) => report.value).sort((a, b) => compareValues(a, b, direction))[0];
}
