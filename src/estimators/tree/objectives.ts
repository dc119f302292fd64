/** The loss functions by name. */
import type { Task } from '../../table/task.ts';
import type { CustomObjective } from '../estimator.ts';
import { customLoss } from './custom-loss.ts';
import { huberLoss } from './huber-loss.ts';
import { lambdarankLoss, type RankingRules } from './lambdarank-loss.ts';
import { gammaLoss, poissonLoss, tweedieLoss } from './log-link-loss.ts';
import { logisticLoss } from './logistic-loss.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { absoluteError, quantileLoss } from './quantile-loss.ts';
import { softmaxLoss } from './softmax-loss.ts';
import { squaredError } from './squared-error.ts';

/** A loss of regression with its constants. */
export type RegressionLoss =
  | { readonly name: 'l2' | 'l1' | 'gamma' }
  | { readonly name: 'huber' | 'quantile'; readonly alpha: number }
  | { readonly name: 'poisson'; readonly maxDeltaStep: number }
  | { readonly name: 'tweedie'; readonly power: number }
  | ({ readonly name: 'lambdarank' } & RankingRules);

/** An objective as data: what each thread of a fit makes its own from. Arrays are on shared memory. */
export interface ObjectiveSpec {
  readonly task: Task;
  readonly nClasses: number;
  readonly target: WeightedTarget;
  /** Numbers that the threads share: nRows * nClasses for several classes, 2 * nRows for ranking, else none. */
  readonly work: Float64Array;
  /** For regression; default l2. */
  readonly loss?: RegressionLoss;
  /** True: second derivatives are written also where all are 1, because rows will be given factors. */
  readonly rowFactors?: boolean;
  /** Takes the place of the task's losses; one thread only. */
  readonly custom?: CustomObjective;
}

export function createObjective(spec: ObjectiveSpec): Objective {
  const objective = chosenObjective(spec);
  if (!spec.rowFactors || !objective.equalHessians) return objective;
  return {
    ...objective,
    equalHessians: false,
    derivatives(k, scores, from, to, gradient, hessian) {
      objective.derivatives(k, scores, from, to, gradient, hessian);
      hessian.fill(1, from, to);
    },
  };
}

function chosenObjective({ task, nClasses, target, work, loss, custom }: ObjectiveSpec): Objective {
  if (custom) return customLoss(target, custom);
  if (loss?.name === 'lambdarank') return lambdarankLoss(target, loss, work);
  if (task === 'regression') return regressionObjective(target, loss ?? { name: 'l2' });
  return task === 'binary' ? logisticLoss(target) : softmaxLoss(target, nClasses, work);
}

function regressionObjective(target: WeightedTarget, loss: Exclude<RegressionLoss, { name: 'lambdarank' }>): Objective {
  switch (loss.name) {
    case 'l2':
      return squaredError(target);
    case 'l1':
      return absoluteError(target);
    case 'huber':
      return huberLoss(target, loss.alpha);
    case 'quantile':
      return quantileLoss(target, loss.alpha);
    case 'poisson':
      return poissonLoss(target, loss.maxDeltaStep);
    case 'gamma':
      return gammaLoss(target);
    case 'tweedie':
      return tweedieLoss(target, loss.power);
  }
}
