/** Which loss a fit minimises, and the targets it takes. */
import { ModelwrightError } from '../../core/errors.ts';
import type { CustomObjective, FitInput } from '../estimator.ts';
import type { GbdtParams, objectiveNames } from './gbdt-params.ts';
import type { RegressionLoss } from './objectives.ts';

/** What a model was learned with; 'custom' is the caller's own. */
export type ObjectiveName = (typeof objectiveNames)[number] | 'custom';

/** Objectives whose score is the logarithm of the prediction. */
export const logLinked: ReadonlySet<ObjectiveName> = new Set<ObjectiveName>(['poisson', 'gamma', 'tweedie']);

/**
 * The objective's name, 'auto' resolved.
 *
 * @throws PARAM_INVALID when it does not fit the task; VALUE_INVALID when a target is outside its domain.
 */
export function chooseObjective(input: FitInput, params: GbdtParams, custom?: CustomObjective): ObjectiveName {
  const { objective } = params;
  const { y, task, valid } = input;
  if (custom) {
    if (task === 'multiclass' || objective !== 'auto') {
      const law = `auto, and one score per row, beside an objective of the caller`;
      throw new ModelwrightError('PARAM_INVALID', { name: 'gbdt.objective', law, value: `${objective}, task ${task}` });
    }
    if (valid && params.earlyStoppingRounds > 0 && params.earlyStoppingMetric === 'loss' && !custom.loss) {
      const [what, law] = ['objective.loss', 'a function, for early stopping to watch'];
      throw new ModelwrightError('VALUE_INVALID', { what, law, value: 'none' });
    }
    return 'custom';
  }
  const own = task === 'regression' ? 'l2' : (task as 'binary' | 'multiclass');
  const name = objective === 'auto' ? own : objective;
  const isOfClasses = name === 'binary' || name === 'multiclass';
  if (task === 'regression' ? isOfClasses : name !== own) {
    const law = `an objective for task ${task}`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'gbdt.objective', law, value: name });
  }
  checkDomain(name, 'y', y!, input.groups);
  if (logLinked.has(name) && !y!.some((value) => value > 0)) refuse('y', name, 'a value above 0', 'only zeros');
  if (valid) checkDomain(name, 'valid.y', valid.y, valid.groups);
  return name;
}

/** The loss of regression with its constants; undefined for classes. */
export function lossOf(name: ObjectiveName, params: GbdtParams): RegressionLoss | undefined {
  switch (name) {
    case 'binary':
    case 'multiclass':
    case 'custom':
      return undefined;
    case 'huber':
      return { name, alpha: params.huberAlpha };
    case 'quantile':
      return { name, alpha: params.quantileAlpha };
    case 'poisson':
      return { name, maxDeltaStep: params.poissonMaxDeltaStep };
    case 'tweedie':
      return { name, power: params.tweedieVariancePower };
    case 'lambdarank':
      return { name, depth: params.lambdarankTruncationLevel, norm: params.lambdarankNorm };
    default:
      return { name };
  }
}

function checkDomain(name: ObjectiveName, what: string, y: Float64Array, groups?: Int32Array): void {
  if (name === 'lambdarank') {
    if (!groups) refuse(what, name, 'the query of every row (groups)', 'none');
    const isRelevance = (value: number) => Number.isInteger(value) && value >= 0 && value <= 31;
    if (!y.every(isRelevance)) refuse(what, name, 'whole numbers 0 to 31', 'another value');
  } else if (name === 'gamma') {
    if (y.some((value) => value <= 0)) refuse(what, name, 'values above 0', 'one that is not');
  } else if (logLinked.has(name) && y.some((value) => value < 0)) {
    refuse(what, name, 'values of at least 0', 'one below');
  }
}

function refuse(what: string, name: ObjectiveName, law: string, value: string): never {
  throw new ModelwrightError('VALUE_INVALID', { what, law: `${law}, for objective ${name}`, value });
}
