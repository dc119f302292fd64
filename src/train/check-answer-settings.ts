/** Whether what a request says about probabilities and answers fits its task; asked before anything takes time. */
import { checkParam } from '../core/check-param.ts';
import { ModelwrightError } from '../core/errors.ts';
import { decisionMetric } from '../estimators/decision/decision-metrics.ts';
import type { Target } from '../table/task.ts';
import { costMatrix } from './costs.ts';
import type { AnswerSettings } from './settle.ts';

/** @throws COSTS_INVALID, PARAM_INVALID, METRIC_UNFIT, TASK_UNFIT */
export function checkAnswerSettings(settings: AnswerSettings, target: Pick<Target, 'name' | 'task' | 'classes'>): void {
  const { costs, threshold, decideBy = 'auto', calibrate = 'auto' } = settings;
  const { task } = target;
  if (costs) costMatrix(costs, target);
  if (task === 'regression') {
    for (const [name, given] of [
      ['--threshold', threshold !== undefined],
      ['--decide-by', decideBy !== 'auto' && decideBy !== 'none'],
      ['--calibrate', calibrate !== 'auto' && calibrate !== 'none'],
    ] as const) {
      if (given)
        throw new ModelwrightError('TASK_UNFIT', { task, target: target.name, problem: `${name} needs classes` });
    }
    return;
  }
  if (threshold !== undefined) {
    checkParam(threshold > 0 && threshold < 1, 'threshold', 'between 0 and 1, both excluded', String(threshold));
    if (task !== 'binary') {
      const problem = `--threshold needs two classes, the target has ${target.classes.length}; --decide-by tunes a weight for each`;
      throw new ModelwrightError('TASK_UNFIT', { task, target: target.name, problem });
    }
    checkParam(
      decideBy === 'auto',
      'threshold',
      'alone, or with --costs that it is judged by',
      `with --decide-by ${decideBy}`,
    );
  }
  if (decideBy === 'cost') checkParam(costs !== undefined, 'decideBy', 'cost together with --costs', 'no costs');
  else if (decideBy !== 'auto' && decideBy !== 'none' && decideBy !== 'youden') decisionMetric(decideBy, task);
}
