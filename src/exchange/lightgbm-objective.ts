/** What LightGBM's objectives mean for predictions. */
import type { Link } from '../estimators/tree/imported-links.ts';
import type { Task } from '../table/task.ts';
import { invalidFile, shown, unsupportedModel } from './model-file-error.ts';

/** The part of a model that its objective decides. */
export interface Outcome {
  /** The library's own name of the objective. */
  readonly objective: string;
  readonly task: Task;
  readonly link: Link;
  /** Factor of the score in a logistic link. */
  readonly scale: number;
}

const outcomes: Readonly<Record<string, readonly [Task, Link]>> = {
  regression: ['regression', 'identity'],
  regression_l1: ['regression', 'identity'],
  huber: ['regression', 'identity'],
  fair: ['regression', 'identity'],
  quantile: ['regression', 'identity'],
  mape: ['regression', 'identity'],
  poisson: ['regression', 'exp'],
  gamma: ['regression', 'exp'],
  tweedie: ['regression', 'exp'],
  cross_entropy: ['regression', 'logistic'],
  cross_entropy_lambda: ['regression', 'softplus'],
  lambdarank: ['regression', 'identity'],
  rank_xendcg: ['regression', 'identity'],
  custom: ['regression', 'identity'],
  binary: ['binary', 'logistic'],
  multiclass: ['multiclass', 'softmax'],
  multiclassova: ['multiclass', 'each_logistic'],
};

/** Longest line of an objective with its options. */
const maxLine = 1_000;

/**
 * @param line The text after `objective=`, such as `binary sigmoid:1`; without one scores are predictions.
 * @throws MODEL_FILE_UNSUPPORTED for objectives that are not known, MODEL_FILE_INVALID
 */
export function lightgbmOutcome(line = 'custom', nOutputs = 1): Outcome {
  if (line.length > maxLine) throw unsupportedModel(`objective ${shown(line)} of LightGBM`);
  const [objective, ...options] = line.split(' ').filter((word) => word !== '');
  const found = Object.hasOwn(outcomes, objective ?? '') ? outcomes[objective] : undefined;
  if (!found) throw unsupportedModel(`objective ${shown(line)} of LightGBM`);
  const [task, plainLink] = found;
  if ((task === 'multiclass') !== nOutputs > 1) {
    throw unsupportedModel(`objective ${shown(objective)} of LightGBM with ${nOutputs} outputs`);
  }
  const link = objective === 'regression' && options.includes('sqrt') ? 'signed_square' : plainLink;
  const sigmoid = options.find((option) => option.startsWith('sigmoid:'))?.slice('sigmoid:'.length);
  const scale = sigmoid === undefined || plainLink === 'softmax' ? 1 : Number(sigmoid);
  if (!(scale > 0 && Number.isFinite(scale))) throw invalidFile(`objective ${shown(line)} has no valid sigmoid`);
  return { objective, task, link, scale };
}
