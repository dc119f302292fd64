/** Stopping trials that a paired test finds worse than the best one, step by step: folds or repeats, not a learning curve. */

import { checkParam, checkWhole } from '../../../core/check-param.ts';
import { mean } from '../../../math/reduce.ts';
import { rankTrials } from '../rank-trials.ts';
import type { Report } from '../trial.ts';
import type { Pruner } from './pruner.ts';
import { signedRankUpperTail } from './signed-rank.ts';

export interface WilcoxonPrunerOptions {
  /** A p-value below this stops the trial, 0 to 1; default 0.1. */
  readonly pThreshold?: number;
  /** Steps that both trials must have before there is a test, >= 0 (two are always needed); default 2. */
  readonly startupSteps?: number;
}

/**
 * Compares a trial's reports with those of the best complete trial at the same steps by Wilcoxon's one-sided signed-rank
 * test. A trial whose mean report is at least as good as the best one's goes on, whatever the test says; values that are
 * not finite are never judged.
 *
 * @throws PARAM_INVALID for options out of range.
 */
export function wilcoxonPruner({ pThreshold = 0.1, startupSteps = 2 }: WilcoxonPrunerOptions = {}): Pruner {
  checkParam(pThreshold >= 0 && pThreshold <= 1, 'pThreshold', '0 <= pThreshold <= 1', pThreshold);
  checkWhole({ startupSteps }, 0);
  return ({ trial, ended, direction }) => {
    const [best] = rankTrials(
      ended.filter((other) => other.state === 'complete'),
      { directions: [direction], constraints: 0 },
    );
    if (best === undefined || best.reports.length === 0) return false;
    if (![...trial.reports, ...best.reports].every((report) => Number.isFinite(report.value))) return false;
    const sign = direction === 'minimize' ? 1 : -1;
    const bestAt = new Map(best.reports.map((report) => [report.step, report.value]));
    const losses = trial.reports
      .filter((report) => bestAt.has(report.step))
      .map((report) => sign * (report.value - (bestAt.get(report.step) as number)));
    if (losses.length < Math.max(2, startupSteps)) return false;
    if (sign * (meanOf(trial.reports) - meanOf(best.reports)) <= 0) return false;
    return signedRankUpperTail(losses) < pThreshold;
  };
}

function meanOf(reports: readonly Report[]): number {
  return mean(reports.map((report) => report.value));
}
