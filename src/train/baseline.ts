/** The simplest answer to a task: what a model has to beat. */
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { Task } from '../table/task.ts';

/** Always the training rows' class shares, or their mean. */
export function baselineSpec(task: Task): EstimatorSpec {
  return { name: task === 'regression' ? 'mean' : 'majority', params: {} };
}
