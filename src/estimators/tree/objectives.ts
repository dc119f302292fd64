/** The loss functions by task. */
import type { Task } from '../../table/task.ts';
import { logisticLoss } from './logistic-loss.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { softmaxLoss } from './softmax-loss.ts';
import { squaredError } from './squared-error.ts';

/** An objective as data: what each thread of a fit makes its own from. Arrays are on shared memory. */
export interface ObjectiveSpec {
  readonly task: Task;
  readonly nClasses: number;
  readonly target: WeightedTarget;
  /** nRows * nClasses numbers that the threads share; empty unless there are several classes. */
  readonly work: Float64Array;
}

export function createObjective({ task, nClasses, target, work }: ObjectiveSpec): Objective {
  if (task === 'regression') return squaredError(target);
  return task === 'binary' ? logisticLoss(target) : softmaxLoss(target, nClasses, work);
}
